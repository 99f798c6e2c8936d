import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { type LogControls, logControls } from "./log_controls.ts";
import { detailOf } from "./log_detail.ts";
import { filterOf, isPlain, pointedAt, remember } from "./log_filter.ts";
import { FilteredLog, type LogEvent, type LogSource, WholeLog } from "./log_source.ts";
import { LogWindow } from "./log_window.ts";

interface LogProps {
  readonly run: string;
  readonly live: boolean;
  readonly last: number;
  readonly times: "utc" | "local";
  readonly timeZone: string;
  readonly steps: readonly string[];
}

/** A run's log in a window that holds any number of lines, filtered as one types, following what comes. */
export const start: Island = (element, signal) => {
  const props = propsOf<LogProps>(element);
  const address = new URL(location.href);
  const filter = filterOf(address.searchParams);
  const controls = logControls(filter, props);
  const log = new LogView(props, controls, signal);
  element.replaceChildren(controls.element, log.lines.element, log.detail);
  const at = pointedAt(address);
  log.follow(props.live && isPlain(filter) && at === undefined);
  log.show(at);
  if (at !== undefined) element.scrollIntoView({ block: "nearest" });
  document.addEventListener("run-event", (event) => log.add((event as CustomEvent<LogEvent>).detail), { signal });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href$="#log"]');
    if (link === null || event.ctrlKey || event.metaKey || link.pathname !== location.pathname) return;
    event.preventDefault();
    const url = new URL(link.href);
    controls.set(filterOf(url.searchParams));
    log.show(pointedAt(url));
    element.scrollIntoView({ block: "nearest" });
  }, { signal });
};

class LogView {
  readonly lines: LogWindow;
  readonly detail = document.createElement("div");
  readonly #props: LogProps;
  readonly #controls: LogControls;
  readonly #signal: AbortSignal;
  #source: LogSource;
  #newest: number;
  /** The line that is to be chosen once it is found among those that a filter lets through. */
  #wanted: number | undefined;
  #follow = false;

  constructor(props: LogProps, controls: LogControls, signal: AbortSignal) {
    this.#props = props;
    this.#controls = controls;
    this.#signal = signal;
    this.#newest = props.last;
    this.#source = new WholeLog(props.run, props.last);
    this.detail.setAttribute("role", "status");
    const { times, timeZone } = props;
    const format = new Intl.DateTimeFormat("en-GB", {
      ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 },
      timeZone: times === "utc" ? "UTC" : timeZone,
    });
    this.lines = new LogWindow({
      time: (milliseconds) => format.format(milliseconds),
      onChoose: (event) => this.#onChoose(event),
      onEnd: (atEnd) => {
        if (this.#follow && !atEnd) this.follow(false);
      },
      onHit: (direction) => void this.toHit(direction),
    }, signal);
    this.#listen();
  }

  follow(on: boolean): void {
    this.#follow = on;
    this.#controls.follow.checked = on;
    if (on) this.lines.toEnd();
  }

  /** Shows what the fields ask for, and the line of a sequence where it is among that. */
  show(at?: number): void {
    const filter = this.#controls.value();
    const plain = isPlain(filter);
    this.#source = plain ? new WholeLog(this.#props.run, this.#newest) : new FilteredLog(this.#props.run, filter);
    this.#wanted = plain ? undefined : at;
    remember(filter, at);
    this.detail.replaceChildren();
    this.#controls.say("");
    this.lines.show(this.#source);
    if (plain && at !== undefined) this.lines.choose(Math.min(at, this.#newest) - 1);
    else if (this.#follow) this.lines.toEnd();
    void this.#searchOn(this.#source);
  }

  /** An event that came. */
  add(event: LogEvent): void {
    this.#newest = Math.max(this.#newest, event.sequence);
    this.#source.add(event);
    this.#count();
    if (this.#source.searching) void this.#searchOn(this.#source);
    if (this.#follow) this.lines.toEnd();
    else this.lines.draw();
  }

  /** To the next hit behind the chosen line, or to the one before it; reads on where none is known yet. */
  async toHit(direction: 1 | -1): Promise<void> {
    const source = this.#source;
    for (;;) {
      const hit = source.hit(this.lines.chosen, direction);
      if (hit !== undefined) return this.lines.choose(hit);
      if (direction < 0 || !source.searching || this.#signal.aborted) return;
      if (!await source.need(0, source.count).catch(() => false) || source !== this.#source) return;
      this.#count();
    }
  }

  #listen(): void {
    const { element, text, follow, previous, next } = this.#controls;
    const signal = this.#signal;
    let typed: ReturnType<typeof setTimeout> | undefined;
    element.addEventListener("input", ({ target }) => {
      clearTimeout(typed);
      if (target === follow) return this.follow(follow.checked);
      const writes = target instanceof HTMLInputElement && target.type === "search";
      typed = setTimeout(() => this.show(), writes ? 250 : 0);
    }, { signal });
    previous.addEventListener("click", () => void this.toHit(-1), { signal });
    next.addEventListener("click", () => void this.toHit(1), { signal });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.toHit(event.shiftKey ? -1 : 1);
    }, { signal });
  }

  #onChoose(event: LogEvent): void {
    const filter = this.#controls.value();
    remember(filter, event.sequence);
    this.detail.replaceChildren(detailOf(event, { time: new Date(event.time).toISOString(), whole: isPlain(filter) }));
    this.#count();
  }

  /** Reads on while a filter finds too little to fill the window, or not yet the line that is looked for. */
  async #searchOn(searched: LogSource): Promise<void> {
    this.#chooseWanted();
    while (searched === this.#source && searched.searching && this.#isToSearch(searched) && !this.#signal.aborted) {
      const came = await searched.need(0, searched.count).catch((error: unknown) => this.#onFault(searched, error));
      if (!came) break;
      this.#chooseWanted();
      this.lines.draw();
      this.#count();
    }
    this.#count();
  }

  #isToSearch(source: LogSource): boolean {
    const { count } = source;
    return count < 1_000 || (this.#wanted !== undefined && (source.line(count - 1)?.sequence ?? 0) < this.#wanted);
  }

  #chooseWanted(): void {
    for (let i = 0; this.#wanted !== undefined && i < this.#source.count; i++) {
      if (this.#source.line(i)?.sequence !== this.#wanted) continue;
      this.#wanted = undefined;
      this.lines.choose(i);
    }
  }

  #onFault(searched: LogSource, error: unknown): false {
    if (searched !== this.#source) return false;
    this.#controls.say(error instanceof ApiProblem ? error.message : "The server does not answer");
    return false;
  }

  #count(): void {
    const { count, hits, searching } = this.#source;
    const say = (number: number) => number.toLocaleString("en-US");
    const { previous, next } = this.#controls;
    const plain = isPlain(this.#controls.value());
    [previous.disabled, next.disabled] = [hits === 0, hits === 0 && !searching];
    [previous.hidden, next.hidden] = [plain, plain];
    const words = plain
      ? `${say(count)} ${count === 1 ? "event" : "events"}`
      : `${say(hits)} of ${say(this.#newest)} events`;
    this.#controls.count.textContent = searching && !plain ? `${words}, searching` : words;
  }
}
