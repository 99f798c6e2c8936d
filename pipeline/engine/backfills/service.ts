import { type Clock, systemClock } from "../../../infra/clock.ts";
import { toError } from "../../../infra/errors.ts";
import { type Logger, silentLogger } from "../../../infra/log.ts";
import { type RandomSource, runId, systemRandom } from "../../../infra/random.ts";
import type { Backfill, BackfillItem, BackfillLaunch } from "../backfill.ts";
import type { Coordination } from "../coordination.ts";
import { newQueuedRun } from "../new_run.ts";
import type { Project } from "../project.ts";
import type { Service } from "../service.ts";
import type { RunId } from "../types.ts";
import { runRequest } from "./plan.ts";

/** Where a look at a backfill stands; a process may die at each. */
export const backfillPoints = ["due", "settled", "chosen", "launched"] as const;

/** One of {@link backfillPoints}. */
export type BackfillPoint = (typeof backfillPoints)[number];

/** With what backfills are kept going. */
export interface BackfillServiceOptions {
  readonly project: Project;
  readonly ledger: { readonly coordination: Pick<Coordination, "backfills"> };
  /** Only backfills of this environment. */
  readonly environment: string;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default the machine's generator */
  readonly random?: RandomSource;
  /** @default none */
  readonly log?: Logger;
  /** Milliseconds between two looks. @default 1_000 */
  readonly poll?: number;
  /** Told before a look goes on; for tests that end it there. @default nobody */
  readonly onPoint?: (point: BackfillPoint, id: string) => void | Promise<void>;
}

/** Executions that crashes may use up: nobody looks on. */
const attempts = 3;

/** Backfills that are looked at together. */
const most = 1000;

/**
 * Keeps backfills going: queues their runs, as many at once as each may have, and ends them. Any number of processes may do so
 * on one database; whenever one dies, what it did is whole.
 */
export function backfillService(options: BackfillServiceOptions): Service {
  const { clock = systemClock, log = silentLogger, poll = 1_000 } = options;
  return {
    name: "backfills",
    async run(signal) {
      while (!signal.aborted) {
        await advanceBackfills(options).catch((error) => {
          log.error(`Cannot look at backfills: ${toError(error).message}`);
        });
        await clock.sleep(poll, signal).catch(() => undefined);
      }
    },
  };
}

/** One look at all backfills; a fault of one does not hold up the others. */
export async function advanceBackfills(options: BackfillServiceOptions): Promise<void> {
  const { ledger, environment, log = silentLogger } = options;
  const active = await ledger.coordination.backfills.backfills({
    statuses: ["running", "paused", "canceling"],
    limit: most,
  });
  for (const { id, settings } of active.toReversed()) {
    if (settings.environment !== environment) continue;
    await advance(options, id).catch((error) => {
      log.error(`Cannot go on with backfill "${id}": ${toError(error).message}`);
    });
  }
}

async function advance(options: BackfillServiceOptions, id: string): Promise<void> {
  const { ledger: { coordination: { backfills } }, onPoint = () => {} } = options;
  const { clock = systemClock, random = systemRandom } = options;
  await onPoint("due", id);
  const backfill = await backfills.settle(id, clock.now());
  await onPoint("settled", id);
  if (backfill?.status !== "running") return;
  const { room, items } = await backfills.next(backfill);
  if (items.length === 0) return;
  const groups = groupsOf(items, backfill.settings.group).slice(0, room);
  // Names of one millisecond differ by chance, and the queue goes by them.
  const ids = groups.map(() => runId(clock, random)).sort();
  const launches = groups.map((group, index) => launchOf(options, backfill, group, ids[index]!));
  await onPoint("chosen", id);
  await backfills.launch(id, launches);
  await onPoint("launched", id);
}

/** Keys that were in different runs before do not share one: each goes on from where its own failed. */
function groupsOf(items: readonly BackfillItem[], size: number): readonly (readonly BackfillItem[])[] {
  const groups: BackfillItem[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && last.length < size && last[0]?.run === item.run) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

function launchOf(
  { project, clock = systemClock, random = systemRandom }: BackfillServiceOptions,
  { id, job, selection, settings }: Backfill,
  items: readonly BackfillItem[],
  run: RunId,
): BackfillLaunch {
  const partitions = items.map(({ partition }) => partition);
  const previous = items[0]?.run;
  const request = runRequest(job, selection, settings);
  const { record, entry } = newQueuedRun(project, {
    ...request,
    runId: run,
    partitions,
    tags: { ...settings.tags, backfill: id },
    ...(previous === undefined ? {} : { fromFailure: previous }),
    details: { ...settings.details, backfill: id },
  }, {
    clock,
    random,
    entry: { priority: settings.priority, origin: { kind: "backfill", name: id }, onCrash: "resume", attempts },
  });
  return { partitions, previous, record, entry };
}
