import "./dom.ts";
import { lineElement } from "./log_line.ts";
import type { LogEvent, LogSource } from "./log_source.ts";

/** Pixels; the stylesheet has the same. */
const lineHeight = 24;
/** Browsers draw nothing that is higher; a longer log is scrolled in larger steps than one sees. */
const highest = 8_000_000;
const spare = 15;
/** Milliseconds. */
const rest = 40;

/** What a {@link LogWindow} tells. */
export interface LogWindowEvents {
  readonly onChoose: (event: LogEvent) => void;
  /** The reader scrolled away from the end, or back to it. */
  readonly onEnd: (atEnd: boolean) => void;
  /** The reader asks for the hit behind the chosen line, or before it. */
  readonly onHit: (direction: 1 | -1) => void;
  readonly time: (milliseconds: number) => string;
}

/** A window onto any number of lines: only those that are seen are in the document. */
export class LogWindow {
  readonly element = document.createElement("div");
  readonly #lines = document.createElement("div");
  readonly #events: LogWindowEvents;
  #source: LogSource | undefined;
  #chosen = -1;
  /** Whether the chosen line was not there yet when it was chosen. */
  #toTell = false;
  /** Pixels of lines above what is seen. */
  #top = 0;
  /** Where this window scrolled the element to. */
  #scrolledTo = 0;
  #drawing = false;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(events: LogWindowEvents, signal: AbortSignal) {
    this.#events = events;
    this.element.className = "log-window";
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", "Lines of the log; arrows choose a line, n and N the next and last hit");
    this.#lines.className = "log-lines";
    this.element.append(this.#lines);
    this.element.addEventListener("scroll", () => this.#onScroll(), { signal, passive: true });
    this.element.addEventListener("wheel", (event) => this.#onWheel(event), { signal, passive: false });
    this.element.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.element.addEventListener("click", ({ target }) => {
      const line = (target as Element).closest<HTMLElement>("[data-index]");
      if (line !== null) this.choose(Number(line.dataset["index"]));
    }, { signal });
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(this.element);
    signal.addEventListener("abort", () => resized.disconnect());
  }

  /** The chosen line; -1 when there is none. */
  get chosen(): number {
    return this.#chosen;
  }

  get atEnd(): boolean {
    return this.#top >= this.#end - 2 * lineHeight;
  }

  /** Shows other lines, from their begin. */
  show(source: LogSource): void {
    this.#source = source;
    this.#chosen = -1;
    this.#moveTo(0);
  }

  toEnd(): void {
    this.#moveTo(this.#end);
  }

  /** Chooses a line, and brings it into sight; one far away into the middle. */
  choose(index: number): void {
    const count = this.#source?.count ?? 0;
    if (index < 0 || index >= count) return;
    this.#chosen = index;
    this.#toTell = true;
    const { clientHeight } = this.element;
    const top = index * lineHeight;
    const [above, below] = [this.#top - top, top + lineHeight - this.#top - clientHeight];
    if (Math.max(above, below) > 2 * lineHeight) this.#moveTo(top - clientHeight / 2);
    else if (above > 0) this.#moveTo(top);
    else if (below > 0) this.#moveTo(this.#top + below);
    else this.draw();
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

  /** Pixels of all lines, and the greatest `#top`. */
  get #all(): number {
    return (this.#source?.count ?? 0) * lineHeight;
  }

  get #end(): number {
    return Math.max(0, this.#all - this.element.clientHeight);
  }

  /** How many pixels of lines go by for each that is scrolled; 1 as long as the browser can. */
  get #scale(): number {
    return this.#all <= highest ? 1 : this.#end / (highest - this.element.clientHeight);
  }

  #moveTo(top: number): void {
    this.#size();
    this.#top = Math.min(Math.max(0, top), this.#end);
    this.element.scrollTop = this.#top / this.#scale;
    this.#scrolledTo = this.element.scrollTop;
    this.draw();
  }

  #onScroll(): void {
    const { scrollTop } = this.element;
    if (Math.abs(scrollTop - this.#scrolledTo) > 1) this.#top = scrollTop * this.#scale;
    this.#scrolledTo = scrollTop;
    this.#events.onEnd(this.atEnd);
    this.draw();
  }

  #onWheel(event: WheelEvent): void {
    if (this.#scale === 1 || event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? lineHeight : this.element.clientHeight;
    this.#moveTo(this.#top + event.deltaY * unit);
    this.#events.onEnd(this.atEnd);
  }

  async #need(source: LogSource, from: number, to: number): Promise<void> {
    const came = await source.need(from, to).catch(() => false);
    if (came && source === this.#source) this.draw();
  }

  #size(): void {
    this.#lines.style.height = `${Math.min(this.#all, highest)}px`;
  }

  #drawNow(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#size();
    const { scrollTop, clientHeight } = this.element;
    if (this.#scale === 1) this.#top = scrollTop;
    const from = Math.max(0, Math.floor(this.#top / lineHeight) - spare);
    const to = Math.min(source.count, Math.ceil((this.#top + clientHeight) / lineHeight) + spare);
    const shown: HTMLElement[] = [];
    for (let index = from; index < to; index++) {
      const line = lineElement(source.line(index), this.#events.time);
      line.dataset["index"] = String(index);
      if (index === this.#chosen) line.classList.add("chosen");
      if (isApart(source.line(index - 1), source.line(index))) line.classList.add("apart");
      line.style.top = `${scrollTop + index * lineHeight - this.#top}px`;
      shown.push(line);
    }
    this.#lines.replaceChildren(...shown);
    this.#tell(source);
    // Only where one rests: who scrolls through a long log need not wait for all that was passed.
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#need(source, from, Math.max(to, 1)), rest);
  }

  #tell(source: LogSource): void {
    const event = this.#toTell ? source.line(this.#chosen) : undefined;
    if (event === undefined) return;
    this.#toTell = false;
    this.#events.onChoose(event);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / lineHeight) - 1);
    const first = Math.ceil(this.#top / lineHeight);
    const [at, last] = [this.#chosen < 0 ? first - 1 : this.#chosen, (this.#source?.count ?? 0) - 1];
    const lines: Readonly<Record<string, number>> = {
      ...{ ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last },
    };
    const line = lines[event.key];
    if (line !== undefined) this.choose(Math.min(last, Math.max(0, line)));
    else if (event.key === "n") this.#events.onHit(1);
    else if (event.key === "N" || event.key === "p") this.#events.onHit(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Whether other events stand between two lines of which one only stands near a hit. */
function isApart(before: LogEvent | undefined, event: LogEvent | undefined): boolean {
  if (before === undefined || event === undefined || (before.hit ?? event.hit) !== false) return false;
  return event.sequence - before.sequence > 1 + (before.repeats ?? 0);
}
