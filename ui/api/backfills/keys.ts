import type { z } from "zod";
import type { BackfillItem, History, RunRecord } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { backfillKeySchema } from "./endpoints.ts";

type BackfillKey = z.output<typeof backfillKeySchema>;

/** Which keys of a backfill, and where a page of them starts. */
export interface KeyChoice {
  readonly state?: BackfillItem["status"] | undefined;
  readonly text?: string | undefined;
  /** Position behind which the page starts. */
  readonly cursor?: number | undefined;
  readonly limit: number;
}

/** A page of a backfill's keys in the order in which they are run, each with its run and why it failed. */
export async function backfillKeys(
  { ledger: { history, coordination }, clock }: Backend,
  id: string,
  { state, text = "", cursor = 0, limit }: KeyChoice,
): Promise<{ readonly items: readonly BackfillKey[]; readonly total: number; readonly next?: number }> {
  const all = await coordination.backfills.items(id);
  const wanted = text.toLowerCase();
  const isMeant = ({ partition, status }: BackfillItem) =>
    (state === undefined || status === state) && partition.toLowerCase().includes(wanted);
  const places = all.flatMap((item, place) => isMeant(item) ? place : []);
  const shown = places.filter((place) => place >= cursor).slice(0, limit + 1);
  const runs = new Map<string, RunRecord | undefined>();
  const items: BackfillKey[] = [];
  for (const place of shown.slice(0, limit)) {
    const item = all[place]!;
    const { run = "" } = item;
    if (run !== "" && !runs.has(run)) runs.set(run, await history.run(run));
    const record = runs.get(run);
    const error = item.status === "failure" ? await failureOf(history, item, record) : undefined;
    items.push({
      ...item,
      ...timesOf(record, clock.now()),
      ...(error === undefined ? {} : { error }),
    });
  }
  const next = shown[limit];
  return { items, total: places.length, ...(next === undefined ? {} : { next }) };
}

function timesOf(run: RunRecord | undefined, now: number) {
  if (run?.startedAt === undefined) return {};
  return { startedAt: run.startedAt, milliseconds: Math.max(0, (run.endedAt ?? now) - run.startedAt) };
}

/** What the step of a key says, else its run. */
async function failureOf(
  history: History,
  { partition, run }: BackfillItem,
  record: RunRecord | undefined,
): Promise<NonNullable<BackfillKey["error"]>> {
  if (run === undefined || record === undefined) return { message: "Its run is not in the history any more" };
  const failed = (await history.steps(run)).filter(({ status }) => status === "failed");
  const step = failed.find((one) => one.partition === partition) ?? failed.find((one) => one.partition === undefined);
  const { message, place, remedy } = step?.error ?? record.error ?? { message: `Its run ended as ${record.status}` };
  return {
    message,
    ...(step === undefined ? {} : { step: step.step }),
    ...(place === undefined ? {} : { place }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
