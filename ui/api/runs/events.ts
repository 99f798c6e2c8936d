import type { TextSpan } from "../../../pipeline/mod.ts";
import type { History, RunId } from "../../../pipeline/engine/mod.ts";
import { type EventView, eventView } from "../../event_view.ts";
import { type EventChoice, type FindEvents, isNarrowed } from "./event_search.ts";
import type { EventAnswer } from "./schemas.ts";

/** Events of a run, oldest first; `next` is the `after` of the page that follows. */
export interface EventPage {
  readonly items: readonly EventAnswer[];
  readonly next?: number;
  readonly after: number;
  readonly last: number;
}

/**
 * Events that one request reads at most while it searches for matching ones: everybody else waits meanwhile. An expression
 * is searched for elsewhere, and costs as much for few texts as for many.
 */
const scanLimits = { plain: 3_000, regex: 10_000 } as const;
/** Events that are read at once. */
const batchSizes = { plain: 1_000, regex: 10_000 } as const;

/** A page of a run's events. */
export async function eventPage(
  history: History,
  run: RunId,
  choice: EventChoice,
  find: FindEvents,
): Promise<EventPage> {
  const { limit, newest, collapse, regex } = choice;
  const last = await history.lastSequence(run);
  const after = newest ? Math.max(0, last - limit) : choice.after ?? 0;
  const lines = new Lines(choice, after);
  const way = regex ? "regex" : "plain";
  const scanLimit = scanLimits[way];
  const batch = isNarrowed(choice) || collapse ? batchSizes[way] : limit + 1;
  let at = lines.start;
  while (at < last && at - after < scanLimit) {
    const events = await history.events(run, { after: at, limit: batch });
    // Events are only ever added; should some be gone all the same, there is nothing to wait for.
    if (events.length === 0) return { items: lines.items, after, last };
    const views = events.map(eventView);
    const found = await find(views);
    for (const [i, view] of views.entries()) {
      if (!lines.take(view, found[i])) return { items: lines.items, next: at, after, last };
      at = view.sequence;
    }
  }
  return { items: lines.items, ...(at < last ? { next: at } : {}), after, last };
}

/** Lines of a page: hits, the events around them, repeats as one. */
class Lines {
  readonly items: EventAnswer[] = [];
  /** The sequence that reading starts behind: hits of the page before still have events behind them. */
  readonly start: number;
  readonly #choice: EventChoice;
  readonly #context: number;
  readonly #after: number;
  /** Events since the last line, as many as stand before a hit. */
  #before: EventView[] = [];
  #lastHit = -Infinity;

  constructor(choice: EventChoice, after: number) {
    this.#choice = choice;
    this.#after = after;
    this.#context = isNarrowed(choice) ? choice.context : 0;
    this.start = Math.max(0, after - 2 * this.#context);
  }

  /** Takes the next event; false, without taking it, when the page is full. */
  take(view: EventView, spans: readonly TextSpan[] | undefined): boolean {
    const { collapse, limit, text } = this.#choice;
    const shown = view.sequence > this.#after;
    if (spans === undefined) {
      if (view.sequence - this.#lastHit > this.#context) {
        this.#before.push(view);
        if (this.#before.length > this.#context) this.#before.shift();
        return true;
      }
      if (shown && !(collapse && this.#repeats(view))) this.#add({ ...view, hit: false });
      return true;
    }
    if (shown && collapse && this.#repeats(view)) {
      this.#lastHit = view.sequence;
      return true;
    }
    if (shown && this.items.length >= limit) return false;
    if (shown) { for (const one of this.#before) this.#add({ ...one, hit: false }); }
    this.#before = [];
    this.#lastHit = view.sequence;
    if (shown) this.#add({ ...view, ...(text === undefined ? {} : { spans }) });
    return true;
  }

  #add(line: EventView & { readonly hit?: boolean; readonly spans?: readonly TextSpan[] }): void {
    this.items.push(line as unknown as EventAnswer);
  }

  /** Whether an event has the words of the one before it, which then counts one more. */
  #repeats(view: EventView): boolean {
    const before = this.items.at(-1);
    const step = "step" in view ? view.step : undefined;
    if (before === undefined || before.text !== view.text || before.level !== view.level || before.step !== step) {
      return false;
    }
    this.items[this.items.length - 1] = { ...before, repeats: (before.repeats ?? 0) + 1 };
    return true;
  }
}
