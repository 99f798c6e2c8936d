import type { Queries } from "../../../infra/database.ts";
import type { BackfillError, BackfillItem } from "../backfill.ts";
import type { ErrorRecord, RunId } from "../types.ts";
import type { Row } from "./rows.ts";

/** What is told of a key whose run was removed before it was looked at. */
const gone: BackfillError = { message: "Its run is not in the history any more" };

/**
 * Adds to items that failed why: what the step of the key says, else a step without key, else the run.
 *
 * @param id name of the backfill that the items are of
 */
export async function withErrors(
  db: Queries,
  id: string,
  items: readonly BackfillItem[],
): Promise<readonly BackfillItem[]> {
  if (!items.some(isUntold)) return items;
  const [steps, runs] = [await failedSteps(db, id), await endedRuns(db, id)];
  return items.map((item) => isUntold(item) ? { ...item, error: errorOf(item, steps, runs) } : item);
}

function isUntold({ status, error }: BackfillItem): boolean {
  return status === "failure" && error === undefined;
}

type StepErrors = ReadonlyMap<string, BackfillError>;

function errorOf({ partition, run = "" }: BackfillItem, steps: StepErrors, runs: ReadonlyMap<RunId, BackfillError>) {
  return steps.get(stepKey(run, partition)) ?? steps.get(stepKey(run, null)) ?? runs.get(run) ?? gone;
}

const untold = "SELECT run FROM backfill_items WHERE backfill = ? AND run IS NOT NULL AND error IS NULL";

/** The first failed step of each key in each run, and of what has no key. */
async function failedSteps(db: Queries, id: string): Promise<StepErrors> {
  const rows = await db.all<Row>(
    `SELECT run, step, partition, error FROM steps WHERE status = 'failed' AND run IN (${untold}) ORDER BY id`,
    [id],
  );
  const found = new Map<string, BackfillError>();
  for (const { run, step, partition, error } of rows) {
    const key = stepKey(run as RunId, partition as string | null);
    if (!found.has(key)) found.set(key, { ...told(error, `Its step "${step}" failed`), step: step as string });
  }
  return found;
}

async function endedRuns(db: Queries, id: string): Promise<ReadonlyMap<RunId, BackfillError>> {
  const rows = await db.all<Row>(`SELECT id, status, error FROM runs WHERE id IN (${untold})`, [id]);
  return new Map(rows.map(({ id: run, status, error }) => [run as RunId, told(error, `Its run ended as ${status}`)]));
}

function told(text: unknown, otherwise: string): BackfillError {
  if (typeof text !== "string") return { message: otherwise };
  const { message, place, remedy } = JSON.parse(text) as ErrorRecord;
  return { message, ...(place === undefined ? {} : { place }), ...(remedy === undefined ? {} : { remedy }) };
}

function stepKey(run: RunId, partition: string | null): string {
  return JSON.stringify([run, partition]);
}
