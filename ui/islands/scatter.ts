import { request } from "./api.ts";
import type { LiveChart } from "./chart_library.ts";
import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";
import { isInside, type LassoKind, lassoOver, type Pixel } from "./scatter_lasso.ts";
import { type Colouring, type Points, scatterOf, scatterOption } from "./scatter_option.ts";
import { showSelection } from "./scatter_selection.ts";

interface Props {
  readonly points: string;
  readonly feature: string;
  /** Address of a store's page, with `{store}`. */
  readonly store: string;
  /** Names of clusters. */
  readonly names: Readonly<Record<string, string | null>>;
}

/** What the reader chose. */
interface Choice {
  colouring: Colouring | undefined;
  selected: ReadonlySet<string>;
}

interface View {
  readonly element: HTMLElement;
  readonly drawing: HTMLElement;
  readonly props: Props;
  readonly points: Points;
  readonly chart: LiveChart;
  readonly choice: Choice;
  readonly draw: () => void;
}

/** Stores on a plane: hovering tells which one, a box or a lasso selects, colours show the cluster or a feature. */
export const start: Island = (element, signal) => {
  void show(element, propsOf<Props>(element), signal).catch(() => undefined);
};

async function show(element: HTMLElement, props: Props, signal: AbortSignal): Promise<void> {
  const drawing = element.querySelector<HTMLElement>(".drawing")!;
  const { hasRoom, redraw, seen, showChart } = await import("./chart_library.ts");
  await seen(element, signal);
  if (!hasRoom(drawing, 720)) return;
  const points = await request("GET", props.points) as Points;
  if (signal.aborted) return;
  const figure = scatterOf(points);
  const choice: Choice = { colouring: undefined, selected: new Set() };
  const optionOf = () => scatterOption(figure, points, choice);
  const chart = showChart(drawing, figure, optionOf, signal);
  // The drawing had room for fewer stores.
  element.querySelector("figcaption")?.replaceChildren(figure.caption);
  useTools({ element, drawing, props, points, chart, choice, draw: () => redraw(chart, optionOf) }, signal);
}

function useTools(view: View, signal: AbortSignal): void {
  const { element, drawing, chart, props, points, choice, draw } = view;
  const part = <Part extends HTMLElement>(name: string) => element.querySelector<Part>(`[data-part="${name}"]`)!;
  const [colour, tool] = [part<HTMLSelectElement>("colour"), part<HTMLSelectElement>("tool")];
  element.querySelector<HTMLElement>(".scatter-tools")!.hidden = false;
  const select = (rows: readonly number[]) => {
    choice.selected = new Set(rows.map((row) => `Store ${points.stores[row]}`));
    showSelection(part("selection"), rows, points, props);
    draw();
  };
  const lasso = lassoOver(drawing.querySelector<HTMLElement>(".canvas")!, (area) => select(within(view, area)), signal);
  const clear = () => {
    lasso.clear();
    select([]);
  };
  colour.addEventListener("change", async () => {
    const label = colour.selectedOptions[0]?.textContent ?? "";
    choice.colouring = colour.value === "" ? undefined : await featureOf(props.feature, colour.value, label);
    draw();
  }, { signal });
  tool.addEventListener("change", () => lasso.use(tool.value === "" ? undefined : tool.value as LassoKind), { signal });
  part("clear").addEventListener("click", clear, { signal });
  chart.on("click", (event: { readonly name?: string }) => {
    const store = event.name?.match(/^Store (\d+)$/)?.[1];
    if (store !== undefined) location.assign(props.store.replace("{store}", store));
  });
}

/** The places of the stores inside an area. */
function within({ chart, points }: View, area: readonly Pixel[]): readonly number[] {
  const axes = { xAxisIndex: 0, yAxisIndex: 0 };
  return [...points.stores.keys()].filter((row) =>
    isInside(chart.convertToPixel(axes, [points.x[row]!, points.y[row]!]) as unknown as Pixel, area)
  );
}

async function featureOf(address: string, name: string, label: string): Promise<Colouring> {
  const asked = `${address}${address.includes("?") ? "&" : "?"}name=${encodeURIComponent(name)}`;
  const { values } = await request("GET", asked) as { readonly values: readonly number[] };
  return { label, values };
}
