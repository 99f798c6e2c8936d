import type { Backfill } from "../backfill.ts";
import type { Coordination } from "../coordination.ts";
import type { History } from "../history.ts";
import type { RunId, StepStatus } from "../types.ts";

/** Assets by keys of a backfill. */
export interface BackfillSteps {
  /** Columns. */
  readonly assets: readonly string[];
  readonly rows: readonly BackfillStepsRow[];
}

/** The steps of a key in its newest run. */
export interface BackfillStepsRow {
  readonly partition: string;
  readonly run?: RunId;
  /** One for each of {@link BackfillSteps.assets}; null where the run has come to none yet, and for keys without a run. */
  readonly steps: readonly (StepStatus | null)[];
}

/**
 * How far every asset is for every key of a backfill; undefined for an unknown name.
 *
 * @param options `from`: position of the first key, default 0; `limit`: keys at most, default 100, because each run is read
 */
export async function backfillSteps(
  { history, coordination: { backfills } }: {
    readonly history: Pick<History, "steps">;
    readonly coordination: Pick<Coordination, "backfills">;
  },
  id: string,
  options: { readonly from?: number; readonly limit?: number } = {},
): Promise<BackfillSteps | undefined> {
  const { from = 0, limit = 100 } = options;
  const backfill = await backfills.backfill(id);
  if (backfill === undefined) return undefined;
  const assets = assetsOf(backfill);
  const { items } = await backfills.itemPage(id, { from, limit });
  const runs = new Map<RunId, ReadonlyMap<string, StepStatus>>();
  const rows: BackfillStepsRow[] = [];
  for (const { partition, run } of items) {
    if (run !== undefined && !runs.has(run)) runs.set(run, await statusesOf(history, run));
    const found = run === undefined ? undefined : runs.get(run);
    const steps = assets.map((asset) => found?.get(`${asset} ${partition}`) ?? null);
    rows.push({ partition, ...(run === undefined ? {} : { run }), steps });
  }
  return { assets, rows };
}

/** The selection of a backfill is the list of what it makes. */
function assetsOf({ selection }: Backfill): readonly string[] {
  return selection.split(",");
}

async function statusesOf(history: Pick<History, "steps">, run: RunId): Promise<ReadonlyMap<string, StepStatus>> {
  return new Map((await history.steps(run)).map(({ asset, partition, status }) => [`${asset} ${partition}`, status]));
}
