import type { SqlValue } from "../../../infra/sqlite.ts";
import type { RunChoice } from "../history.ts";
import { type RunStatus, runStatuses } from "../types.ts";
import { runConditions } from "./run_choice.ts";

/** A query for rows of `status` and `count`. A row whose status is NULL counts all, of whatever status. */
export interface CountQuery {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/** Most runs have this status; it is what the others leave. */
const usual: RunStatus = "success";

/** How many of the runs that are meant have each status. */
export function countQuery(choice: RunChoice): CountQuery {
  const { rest, labels, parameters } = runConditions(choice);
  // An index knows all runs with a label, but not how they stand: to look each of them up takes long.
  if (labels !== undefined) return countByLabel(labels, parameters);
  return { sql: `SELECT status, count(*) AS count FROM runs ${rest} GROUP BY status`, parameters };
}

function countByLabel(labels: string, parameters: CountQuery["parameters"]): CountQuery {
  const others = runStatuses.filter((status) => status !== usual);
  const names = Object.fromEntries(others.map((status, i) => [`other${i}`, status]));
  const listed = Object.keys(names).map((name) => `:${name}`).join(", ");
  const sql = `SELECT NULL AS status, count(*) AS count FROM ${labels}
    UNION ALL
    SELECT status, count(*) FROM runs
    WHERE status IN (${listed}) AND EXISTS (SELECT 1 FROM ${labels} AND label0.run = runs.id) GROUP BY status`;
  return { sql, parameters: { ...parameters, ...names } };
}

/** The counts that the rows of a {@link countQuery} tell. */
export function countsOf(
  rows: readonly { readonly status: RunStatus | null; readonly count: number | bigint }[],
): Readonly<Partial<Record<RunStatus, number>>> {
  const counts: Partial<Record<RunStatus, number>> = {};
  for (const { status, count } of rows) if (status !== null) counts[status] = Number(count);
  const all = rows.find(({ status }) => status === null)?.count;
  if (all === undefined) return counts;
  const left = Number(all) - Object.values(counts).reduce((sum, count) => sum + count, 0);
  return left === 0 ? counts : { ...counts, [usual]: left };
}
