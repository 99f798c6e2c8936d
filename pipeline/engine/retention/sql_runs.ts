import type { Database, Queries } from "../../../infra/database.ts";
import { covered } from "../history/checksums.ts";
import type { RunId } from "../types.ts";
import { type EndedStatus, endedStatuses } from "./policy.ts";
import type { Amount, DoomedRun, PlainLimits } from "./retained.ts";

const ended = endedStatuses.map((status) => `'${status}'`).join(", ");

/** Nothing waits for the run, executes it or goes on from it. */
const isFree = `runs.status IN (${ended}) AND NOT EXISTS (SELECT 1 FROM queue WHERE queue.run = runs.id)
  AND NOT EXISTS (SELECT 1 FROM runs AS child WHERE child.parent_run = runs.id AND child.status NOT IN (${ended}))`;

/** Runs that may go, with about how many bytes they take. */
export async function doomedRuns(
  db: Queries,
  status: EndedStatus,
  { before, most, endedBefore }: PlainLimits & { readonly endedBefore: number },
): Promise<readonly DoomedRun[]> {
  const rows = await db.all<Omit<DoomedRun, "endedAt"> & { readonly ended_at: number }>(
    `SELECT id, job, status, ended_at, bytes + (${bytesOf("steps")}) + (${bytesOf("checks")})
         + (${bytesOf("events")}) AS bytes
       FROM (SELECT id, job, status, coalesce(ended_at, created_at) AS ended_at, ${lengths("runs")} AS bytes,
           row_number() OVER (PARTITION BY job ORDER BY id DESC) AS place
         FROM runs WHERE status = :status AND ${isFree}) AS ranked
       WHERE place > 1 AND ended_at < :ended_before AND (place > :most OR ended_at < :before) ORDER BY id`,
    { status, before, most, ended_before: endedBefore },
  );
  return rows.map(({ ended_at: endedAt, bytes, ...run }) => ({ ...run, endedAt, bytes: Number(bytes) }));
}

/** Removes up to `rows` rows that belong to a run, at last the run. */
export function removePart(db: Database, run: RunId, rows: number): Promise<boolean> {
  return db.transaction(async (queries) => {
    const free = await queries.get(`SELECT id FROM runs WHERE id = ? AND ${isFree}`, [run]);
    if (free === undefined) return false;
    if (await removeFirstEvents(queries, run, rows) > 0) return true;
    for (const table of ["checks", "steps"] as const) {
      const sql = `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE run = ? LIMIT ?)`;
      if (await queries.run(sql, [run, rows]) > 0) return true;
    }
    await queries.run("DELETE FROM runs WHERE id = ?", [run]);
    return false;
  });
}

/** Ended runs with events, although these are too old. */
export async function runsWithOldEvents(
  db: Queries,
  before: number,
): Promise<readonly (Amount & { readonly run: RunId })[]> {
  const rows = await db.all<Amount & { readonly run: RunId }>(
    `SELECT id AS run, (SELECT count(*) FROM events WHERE events.run = runs.id) AS count,
         (${bytesOf("events", "runs")}) AS bytes
       FROM runs WHERE ended_at < ? AND ${isFree} AND EXISTS (SELECT 1 FROM events WHERE events.run = runs.id)
       ORDER BY id`,
    [before],
  );
  return rows.map(({ run, count, bytes }) => ({ run, count: Number(count), bytes: Number(bytes) }));
}

/** Removes the first events of a run. @returns how many */
export function removeFirstEvents(db: Queries, run: RunId, rows: number): Promise<number> {
  return db.run(
    `DELETE FROM events WHERE run = :run AND sequence IN
       (SELECT sequence FROM events WHERE run = :run ORDER BY sequence LIMIT :rows)`,
    { run, rows },
  );
}

/** Columns that are no texts take eight bytes, and each row some more. */
const perRow = { runs: 60, steps: 40, events: 30, checks: 30, materializations: 60 } as const;

/** About how many bytes a row takes. */
export function lengths(table: keyof typeof perRow): string {
  const numbers = /_at$|^(time|sequence|attempt|passed|bytes|rows)$/;
  const texts = covered[table].filter((column) => !numbers.test(column));
  return `${texts.map((column) => `coalesce(length(${table}.${column}), 0)`).join(" + ")} + ${perRow[table]}`;
}

function bytesOf(table: "steps" | "checks" | "events", of = "ranked"): string {
  return `SELECT coalesce(sum(${lengths(table)}), 0) FROM ${table} WHERE ${table}.run = ${of}.id`;
}
