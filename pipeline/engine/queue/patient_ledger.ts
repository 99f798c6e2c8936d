import { canonicalJson } from "../canonical_json.ts";
import type { RunQueue } from "../coordination.ts";
import type { RunEvent, RunEventBody } from "../events.ts";
import type { History, HistoryBatch } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import type { RunId } from "../types.ts";
import { type PatienceOptions, patiently } from "./patience.ts";

type Both = Pick<Ledger, "history" | "coordination">;

/** Methods that must not be called a second time when nobody knows whether the first call did what it should. */
const once: readonly (string | symbol)[] = [
  ...["close", Symbol.asyncDispose, "createRun"],
  ...["enqueue", "claim", "adopt", "takeOver"] satisfies (keyof RunQueue)[],
];

/** A ledger whose history and queue wait for their database: what fails because the server is away is done again. */
export function patientLedger({ history, coordination }: Both, options: PatienceOptions): Both {
  const queue = patient(coordination.queue, options);
  return {
    history: patientHistory(history, options),
    coordination: proxied(coordination, (name) => name === "queue" ? queue : undefined),
  };
}

/**
 * A history that waits for its database, so that a run lives through the restart of the server. A batch is recorded once, also
 * when the server died while it was being recorded.
 */
export function patientHistory(history: History, options: PatienceOptions): History {
  const confirmed = new Map<RunId, number>();
  const write = (run: RunId, batch: HistoryBatch) =>
    patiently(async (tries) => {
      const found = tries === 0 ? undefined : await recorded(history, run, batch, confirmed.get(run) ?? 0);
      const events = found ?? await history.write(run, batch);
      const last = events.at(-1);
      if (last !== undefined) confirmed.set(run, last.sequence);
      return events;
    }, options);
  return proxied(patient(history, options), (name) => name === "write" ? write : undefined);
}

/** An object whose methods are called again as long as the database is away. */
function patient<T extends object>(target: T, options: PatienceOptions): T {
  return proxied(target, (name) => {
    const member: unknown = Reflect.get(target, name);
    if (typeof member !== "function" || once.includes(name)) return undefined;
    return (...args: unknown[]) => patiently(async () => await member.apply(target, args), options);
  });
}

/** An object with some members replaced; the others see the object itself, so that private fields work. */
function proxied<T extends object>(target: T, replaced: (name: string | symbol) => unknown): T {
  return new Proxy(target, {
    get(_, name) {
      const other = replaced(name);
      if (other !== undefined) return other;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** The events of a batch if it is in the history: nobody else records the same ones after what was confirmed last. */
async function recorded(
  history: History,
  run: RunId,
  { events = [] }: HistoryBatch,
  after: number,
): Promise<readonly RunEvent[] | undefined> {
  if (events.length === 0) return undefined; // To record it twice changes nothing.
  const later = await history.events(run, { after, limit: Number.MAX_SAFE_INTEGER });
  const [wanted, there] = [events.map(textOf), later.map(textOf)];
  const at = there.findIndex((_, start) => wanted.every((text, index) => there[start + index] === text));
  return at < 0 ? undefined : later.slice(at, at + wanted.length);
}

type Event = RunEventBody & { readonly time: number; readonly run?: RunId; readonly sequence?: number };

function textOf(event: Event): string {
  const { run: _, sequence: __, ...body } = event;
  // Through JSON, as the history keeps it.
  return canonicalJson(JSON.parse(JSON.stringify(body)));
}
