import type { Clock } from "../../infra/clock.ts";
import type { RunEvent } from "../../pipeline/engine/mod.ts";
import { eventView } from "../event_view.ts";
import type { StreamMessage } from "./event_stream.ts";
import type { RunFeed } from "./run_feed.ts";
import type { StateFeed } from "./state_feed.ts";

/** Least milliseconds between two `change` messages: each makes a page be drawn again. */
const changePause = 1_000;

/**
 * Events of a run above a sequence, each once and in order, as `run_event` messages with the sequence as id; `change` when
 * steps or the run stand otherwise than before; `end` when there will be no more.
 */
export async function* watchRun(
  feedOf: () => RunFeed,
  after: number,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): AsyncGenerator<readonly StreamMessage[]> {
  // At once: a feed that nobody watches is forgotten.
  const feed = feedOf();
  using _watching = feed.watch();
  let [at, changed, told] = [after, true, -Infinity];
  while (!signal.aborted) {
    const events = await feed.after(at);
    at = events.at(-1)?.sequence ?? at;
    changed ||= events.some(changesState);
    const ended = feed.ended && at >= feed.last;
    const due = changed && (ended || (at >= feed.last && clock.elapsed() - told >= changePause));
    if (due) [changed, told] = [false, clock.elapsed()];
    const messages = [
      ...events.map(eventMessage),
      ...(due ? [{ event: "change", data: { last: at } }] : []),
      ...(ended ? [{ event: "end", data: { last: at } }] : []),
    ];
    if (messages.length > 0) yield messages;
    if (ended) return;
    if (at < feed.last) continue;
    if (changed) await clock.sleep(changePause, signal).catch(() => undefined);
    else await feed.changed(signal);
  }
}

/** `change` messages with the state's mark as id; the first at once unless the watcher has that state already. */
export async function* watchState(
  feed: StateFeed,
  known: string | undefined,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): AsyncGenerator<readonly StreamMessage[]> {
  using _watching = feed.watch();
  let seen = known ?? "";
  while (!signal.aborted) {
    if (feed.mark === seen) {
      await feed.changed(signal);
      continue;
    }
    seen = feed.mark;
    yield [{ id: seen, event: "change", data: { mark: seen } }];
    await clock.sleep(changePause, signal).catch(() => undefined);
  }
}

function eventMessage(event: RunEvent): StreamMessage {
  return { id: String(event.sequence), event: "run_event", data: eventView(event) };
}

function changesState({ kind }: RunEvent): boolean {
  return kind !== "log";
}
