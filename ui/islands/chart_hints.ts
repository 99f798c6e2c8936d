import "./dom.ts";

/** What charts tell of the mark below the mouse. */
export interface Mark {
  readonly componentType?: string;
  readonly seriesName?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly dataType?: string;
  readonly data?: unknown;
  readonly event?: { readonly offsetX: number; readonly offsetY: number };
}

interface Hovered {
  on(event: string, handler: (mark: unknown) => void): unknown;
}

/** Shows what is below the mouse beside it. The library's own tooltips weigh more than the rest of it that a page needs. */
export function showHints(chart: Hovered, place: HTMLElement): void {
  const hint = document.createElement("div");
  hint.className = "hint";
  hint.hidden = true;
  place.append(hint);
  chart.on("mousemove", (found) => {
    const mark = found as Mark;
    const lines = hintLines(mark);
    hint.hidden = lines.length === 0 || mark.event === undefined;
    if (hint.hidden || mark.event === undefined) return;
    hint.replaceChildren(...lines.map((line) => {
      const row = document.createElement("span");
      row.append(line);
      return row;
    }));
    const { offsetX, offsetY } = mark.event;
    const left = offsetX > place.clientWidth / 2 ? offsetX - hint.offsetWidth - 12 : offsetX + 14;
    hint.style.left = `${Math.max(0, left)}px`;
    hint.style.top = `${Math.max(0, Math.min(offsetY + 8, place.clientHeight - hint.offsetHeight))}px`;
  });
  const hide = () => {
    hint.hidden = true;
  };
  chart.on("mouseout", hide);
  place.addEventListener("mouseleave", hide);
}

/** The words for a mark: what it is, then its value. */
export function hintLines(mark: Mark): readonly string[] {
  const { componentType, seriesName = "", name = "", value, dataType, data } = mark;
  if (componentType !== "series") return [];
  if (dataType === "edge") {
    const { source = "", target = "" } = data as { readonly source?: string; readonly target?: string };
    return [`${source} → ${target}`, text(value)];
  }
  const own = (data as { readonly hint?: string } | undefined)?.hint;
  if (own !== undefined) return own.split("\n");
  const shown = Array.isArray(value) && value.length > 2 ? value.at(-1) : value;
  const words = Array.isArray(shown) ? "" : text(shown);
  return [name === "" ? seriesName : name, words === "" || name === "" ? words : `${seriesName}: ${words}`]
    .filter((line) => line !== "");
}

function text(value: unknown): string {
  if (typeof value !== "number") return value === undefined || value === null || value === "-" ? "" : String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
