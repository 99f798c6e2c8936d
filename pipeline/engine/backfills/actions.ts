import type { Clock } from "../../../infra/clock.ts";
import { Problem } from "../../../infra/errors.ts";
import { type RandomSource, runId } from "../../../infra/random.ts";
import { didYouMean } from "../../../infra/suggest.ts";
import type { Backfill, BackfillChange } from "../backfill.ts";
import type { Coordination } from "../coordination.ts";
import type { BackfillPlan } from "./request.ts";

/** Who changes a backfill, and by which clock. */
export interface BackfillActor {
  /** A user's name, or `cli:<user>`. */
  readonly by: string;
  readonly clock: Clock;
  /** @default none */
  readonly reason?: string | undefined;
  /** Network address that it is asked from, for the audit. @default not known */
  readonly address?: string | undefined;
}

/** Where backfills are kept. */
export type BackfillPlace = Pick<Coordination, "backfills">;

const searched = 1000;

/**
 * Records a backfill as it was planned; a daemon with {@link backfillService} queues its runs.
 *
 * @throws {Problem} of kind usage when there is nothing to run
 */
export async function createBackfill(
  plan: BackfillPlan,
  { backfills }: BackfillPlace,
  actor: BackfillActor & { readonly random: RandomSource },
): Promise<Backfill> {
  const { job, selection, runs, skipped, concurrency, settings } = plan;
  const partitions = runs.flatMap((run) => run.partitions);
  if (partitions.length === 0) {
    const [first] = skipped;
    const because = first === undefined ? "no key is chosen" : `of "${first.partition}", ${first.because}`;
    throw new Problem("usage", `Cannot backfill "${job}": every key is skipped (${because})`, {
      remedy: "A dry run shows why for each key.",
    });
  }
  const { by, clock, random } = actor;
  const id = runId(clock, random);
  const createdAt = clock.now();
  const backfill: Backfill = {
    ...{ id, job, selection, status: "running", partitions, concurrency, createdAt, by, settings },
  };
  await backfills.create(backfill, changeOf(actor));
  return backfill;
}

/** Queues no further run of a backfill; runs under way go on. @throws {Problem} of kind usage when it is not running */
export async function pauseBackfill(place: BackfillPlace, id: string, actor: BackfillActor): Promise<Backfill> {
  const changed = await place.backfills.pause(id, changeOf(actor));
  return await changedBackfill(place, id, changed ? undefined : "pause");
}

/** Lets a paused backfill go on. @throws {Problem} of kind usage when it is not paused */
export async function resumeBackfill(place: BackfillPlace, id: string, actor: BackfillActor): Promise<Backfill> {
  const changed = await place.backfills.resume(id, changeOf(actor));
  return await changedBackfill(place, id, changed ? undefined : "resume");
}

/**
 * Cancels a backfill and its runs: waiting ones at once, others end within the grace time of their workers. Until then its
 * status is `canceling`.
 *
 * @throws {Problem} of kind usage when it has ended or is being canceled
 */
export async function cancelBackfill(place: BackfillPlace, id: string, actor: BackfillActor): Promise<Backfill> {
  const changed = await place.backfills.cancel(id, changeOf(actor));
  return await changedBackfill(place, id, changed ? undefined : "cancel");
}

/**
 * Runs failed and canceled keys again, each from where its run failed.
 *
 * @throws {Problem} of kind usage when there are none
 */
export async function retryBackfill(
  place: BackfillPlace,
  id: string,
  actor: BackfillActor,
): Promise<Backfill & { readonly retried: number }> {
  const retried = await place.backfills.retry(id, changeOf(actor));
  return { ...await changedBackfill(place, id, retried > 0 ? undefined : "retry"), retried };
}

/**
 * The backfill that a person means: by its whole name, by `last` (or nothing), or by a beginning or an end that only one has.
 *
 * @throws {Problem} of kind usage when there is none or more than one
 */
export async function findBackfill({ backfills }: BackfillPlace, wanted = "last"): Promise<Backfill> {
  const name = wanted.toLowerCase();
  const exact = await backfills.backfill(name);
  if (exact !== undefined) return exact;
  const all = await backfills.backfills({ limit: searched });
  if (name === "last" && all[0] !== undefined) return all[0];
  const [one, ...others] = all.filter(({ id }) => id.startsWith(name) || id.endsWith(name));
  if (one !== undefined && others.length === 0) return one;
  if (one !== undefined) {
    const some = [one, ...others].slice(0, 3).map(({ id }) => id).join(", ");
    throw new Problem(
      "usage",
      `Cannot tell which backfill "${wanted}" is: ${some}${others.length > 2 ? ", …" : ""} fit`,
      {
        remedy: "Give more letters.",
      },
    );
  }
  throw unknownBackfill(wanted, all);
}

function unknownBackfill(wanted: string, all: readonly Backfill[]): Problem {
  const suggestion = didYouMean(wanted, all.map(({ id }) => id));
  return new Problem("usage", `Cannot find the backfill "${wanted}": there is none${suggestion}`, {
    remedy: all.length === 0 ? "Nothing was backfilled here yet." : "List the backfills to see their names.",
  });
}

function changeOf({ by, clock, reason, address }: BackfillActor): BackfillChange {
  return { at: clock.now(), by, reason, address };
}

async function changedBackfill({ backfills }: BackfillPlace, id: string, refused?: string): Promise<Backfill> {
  const backfill = await backfills.backfill(id);
  if (backfill === undefined) throw unknownBackfill(id, await backfills.backfills({ limit: searched }));
  if (refused === undefined) return backfill;
  const why = refused === "retry" && backfill.status !== "canceling"
    ? "none of its keys has failed or was canceled"
    : `it is ${backfill.status}`;
  throw new Problem("usage", `Cannot ${refused} backfill "${id}": ${why}`, { place: `backfill ${id}` });
}
