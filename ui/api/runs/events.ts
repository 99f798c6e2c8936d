import type { z } from "zod";
import type { History, RunId } from "../../../pipeline/engine/mod.ts";
import { type EventView, eventView, reaches } from "../../event_view.ts";
import type { eventChoiceSchema } from "./endpoints.ts";
import type { EventAnswer } from "./schemas.ts";

/** Events of a run, oldest first; `next` is the `after` of the page that follows. */
export interface EventPage {
  readonly items: readonly EventAnswer[];
  readonly next?: number;
  readonly after: number;
  readonly last: number;
}

const batchSize = 1_000;
/** Events that one request reads at most while it searches for matching ones. */
const scanLimit = 10 * batchSize;

/** A page of a run's events. */
export async function eventPage(
  history: History,
  run: RunId,
  choice: z.output<typeof eventChoiceSchema>,
): Promise<EventPage> {
  const { limit, newest, collapse } = choice;
  const last = await history.lastSequence(run);
  const after = newest ? Math.max(0, last - limit) : choice.after ?? 0;
  const matches = matcherOf(choice);
  const items: EventAnswer[] = [];
  let at = after;
  while (at < last && at - after < scanLimit) {
    const filtered = choice.level !== undefined || choice.step !== undefined || choice.text !== undefined || collapse;
    const events = await history.events(run, { after: at, limit: filtered ? batchSize : limit + 1 });
    // Events are only ever added; should some be gone all the same, there is nothing to wait for.
    if (events.length === 0) return { items, after, last };
    for (const event of events) {
      const view = eventView(event);
      if (matches(view) && !(collapse && repeats(items, view))) {
        if (items.length === limit) return { items, next: at, after, last };
        items.push(view as unknown as EventAnswer);
      }
      at = view.sequence;
    }
  }
  return { items, ...(at < last ? { next: at } : {}), after, last };
}

function matcherOf({ level = "debug", step, text }: z.output<typeof eventChoiceSchema>): (view: EventView) => boolean {
  const wanted = text?.toLowerCase();
  return (view) =>
    reaches(view.level, level) && (step === undefined || ("step" in view && view.step === step)) &&
    (wanted === undefined || view.text.toLowerCase().includes(wanted));
}

/** Whether an event has the words of the one before it, which then counts one more. */
function repeats(items: EventAnswer[], view: EventView): boolean {
  const before = items.at(-1);
  const step = "step" in view ? view.step : undefined;
  if (before === undefined || before.text !== view.text || before.level !== view.level || before.step !== step) {
    return false;
  }
  items[items.length - 1] = { ...before, repeats: (before.repeats ?? 0) + 1 };
  return true;
}

/** All events of a run as lines of JSON, read as fast as they are taken. */
export function eventLines(history: History, run: RunId): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after = 0;
  return new ReadableStream({
    async pull(controller) {
      const events = await history.events(run, { after, limit: batchSize });
      const last = events.at(-1);
      if (last === undefined) return controller.close();
      after = last.sequence;
      controller.enqueue(encoder.encode(events.map((event) => `${JSON.stringify(event)}\n`).join("")));
    },
  });
}
