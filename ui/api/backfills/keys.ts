import type { z } from "zod";
import type { BackfillItemChoice, RunRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { backfillKeySchema } from "./endpoints.ts";

type BackfillKey = z.output<typeof backfillKeySchema>;

/** A page of a backfill's keys in the order in which they are run, each with its run and why it failed. */
export async function backfillKeys(
  { ledger: { history, coordination }, clock }: Backend,
  id: string,
  choice: BackfillItemChoice,
): Promise<{ readonly items: readonly BackfillKey[]; readonly total: number; readonly next?: number }> {
  const page = await coordination.backfills.itemPage(id, choice);
  const runs = new Map<string, RunRecord | undefined>();
  const items: BackfillKey[] = [];
  for (const item of page.items) {
    const { run = "" } = item;
    if (run !== "" && !runs.has(run)) runs.set(run, await history.run(run));
    items.push({ ...item, ...timesOf(runs.get(run), clock.now()) });
  }
  return { ...page, items };
}

function timesOf(run: RunRecord | undefined, now: number) {
  if (run?.startedAt === undefined) return {};
  return { startedAt: run.startedAt, milliseconds: Math.max(0, (run.endedAt ?? now) - run.startedAt) };
}
