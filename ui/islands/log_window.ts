import "./dom.ts";
import type { LogEvent, LogSource } from "./log_source.ts";

/** Pixels; the stylesheet has the same. */
const lineHeight = 24;
const spare = 15;
/** Milliseconds. */
const rest = 40;

/** What a {@link LogWindow} tells. */
export interface LogWindowEvents {
  readonly onChoose: (event: LogEvent) => void;
  /** The reader scrolled away from the end, or back to it. */
  readonly onEnd: (atEnd: boolean) => void;
  readonly time: (milliseconds: number) => string;
}

/** A window onto any number of lines: only those that are seen are in the document. */
export class LogWindow {
  readonly element = document.createElement("div");
  readonly #lines = document.createElement("div");
  readonly #events: LogWindowEvents;
  #source: LogSource | undefined;
  #chosen = -1;
  #drawing = false;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(events: LogWindowEvents, signal: AbortSignal) {
    this.#events = events;
    this.element.className = "log-window";
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", "Lines of the log; arrows choose a line");
    this.#lines.className = "log-lines";
    this.element.append(this.#lines);
    this.element.addEventListener("scroll", () => {
      events.onEnd(this.atEnd);
      this.draw();
    }, { signal, passive: true });
    this.element.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.element.addEventListener("click", ({ target }) => {
      const line = (target as Element).closest<HTMLElement>("[data-index]");
      if (line !== null) this.choose(Number(line.dataset["index"]));
    }, { signal });
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(this.element);
    signal.addEventListener("abort", () => resized.disconnect());
  }

  get atEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    return scrollTop + clientHeight >= scrollHeight - 2 * lineHeight;
  }

  /** Shows other lines, from their begin. */
  show(source: LogSource): void {
    this.#source = source;
    this.#chosen = -1;
    this.element.scrollTop = 0;
    this.draw();
  }

  toEnd(): void {
    this.#size();
    this.element.scrollTop = this.element.scrollHeight;
    this.draw();
  }

  choose(index: number): void {
    const event = this.#source?.line(index);
    if (event === undefined) return;
    this.#chosen = index;
    const { scrollTop, clientHeight } = this.element;
    const top = index * lineHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    if (top + lineHeight > scrollTop + clientHeight) this.element.scrollTop = top + lineHeight - clientHeight;
    this.#events.onChoose(event);
    this.draw();
  }

  /** Draws at the next frame what is seen now. */
  draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#drawNow();
    });
  }

  async #need(source: LogSource, from: number, to: number): Promise<void> {
    const came = await source.need(from, to).catch(() => false);
    if (came && source === this.#source) this.draw();
  }

  #size(): void {
    this.#lines.style.height = `${(this.#source?.count ?? 0) * lineHeight}px`;
  }

  #drawNow(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#size();
    const { scrollTop, clientHeight } = this.element;
    const from = Math.max(0, Math.floor(scrollTop / lineHeight) - spare);
    const to = Math.min(source.count, Math.ceil((scrollTop + clientHeight) / lineHeight) + spare);
    const shown: HTMLElement[] = [];
    for (let index = from; index < to; index++) shown.push(this.#line(index, source.line(index)));
    this.#lines.replaceChildren(...shown);
    // Only where one rests: who scrolls through a long log need not wait for all that was passed.
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#need(source, from, Math.max(to, 1)), rest);
  }

  #line(index: number, event: LogEvent | undefined): HTMLElement {
    const line = document.createElement("div");
    line.className = `log-line ${event?.level ?? "pending"}${index === this.#chosen ? " chosen" : ""}`;
    line.dataset["index"] = String(index);
    line.style.top = `${index * lineHeight}px`;
    if (event === undefined) {
      line.append("…");
      return line;
    }
    const part = (name: string, text: string) => {
      const span = document.createElement("span");
      span.className = name;
      span.append(text);
      line.append(span);
    };
    part("time", this.#events.time(event.time));
    part("level", event.level);
    part("step", event.step ?? "");
    part("text", event.text);
    if (event.repeats !== undefined) part("repeats", `× ${event.repeats + 1}`);
    return line;
  }

  #onKey(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const first = Math.floor(this.element.scrollTop / lineHeight);
    this.choose(this.#chosen < 0 ? first : Math.max(0, this.#chosen + move));
  }
}
