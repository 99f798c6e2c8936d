import type { Backfill, BackfillCounts, BackfillItem } from "../backfill.ts";
import type { Coordination } from "../coordination.ts";

/** A backfill and how far it is. */
export interface BackfillProgress {
  readonly backfill: Backfill;
  readonly counts: BackfillCounts;
}

/** A backfill with each of its keys. */
export interface BackfillMatrix extends BackfillProgress {
  /** In the order in which they are run. */
  readonly items: readonly BackfillItem[];
}

/** Backfills, newest first, and how far each is. */
export async function listBackfills(
  { backfills }: Pick<Coordination, "backfills">,
  filter: Parameters<Coordination["backfills"]["backfills"]>[0] = {},
): Promise<readonly BackfillProgress[]> {
  const found = await backfills.backfills(filter);
  const counts = await backfills.counts(found.map(({ id }) => id));
  return found.map((backfill) => ({ backfill, counts: counts.get(backfill.id)! }));
}

/** A backfill key by key; undefined for an unknown name. */
export async function backfillMatrix(
  { backfills }: Pick<Coordination, "backfills">,
  id: string,
): Promise<BackfillMatrix | undefined> {
  const backfill = await backfills.backfill(id);
  if (backfill === undefined) return undefined;
  const [items, counts] = await Promise.all([backfills.items(id), backfills.counts([id])]);
  return { backfill, items, counts: counts.get(id)! };
}
