import type { QueryOptions, Session } from "../duckdb/mod.ts";
import { mostListed, type RowPlace, type Staged } from "../readers/types.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { RejectCount } from "../types.ts";
import type { Condition } from "./columns.ts";

const samplesPerRule = 3;
const longestText = 10_000;
const longestValue = 200;
const batchRows = 2_000;

/** A table of rejected rows in the session. */
export interface RejectsTable {
  readonly session: Session;
  readonly relation: string;
  readonly run: string;
  readonly options: QueryOptions;
}

/** Rejected rows that are not listed, because there are too many: how many per rule. */
export type Unlisted = ReadonlyMap<string, number>;

/** Makes the empty rejects table of a read. */
export async function createRejects(table: RejectsTable): Promise<void> {
  await table.session.run(
    `CREATE OR REPLACE TABLE ${quoteName(table.relation)} (source_file VARCHAR, line BIGINT, "column" VARCHAR,
       rule VARCHAR, text VARCHAR, message VARCHAR, run VARCHAR)`,
  );
}

/** Adds what the reader could not parse into a row; returns how many that are. */
export async function rejectUnparsed(table: RejectsTable, unparsed: string): Promise<number> {
  return await table.session.run(
    `INSERT INTO ${quoteName(table.relation)}
     SELECT file, line, "column", coalesce(rule, 'parse'), left(text, ${longestText}), message,
       ${quoteLiteral(table.run)}
     FROM (SELECT NULL::VARCHAR AS "column", NULL::VARCHAR AS rule WHERE false UNION ALL BY NAME FROM ${unparsed})`,
    [],
    table.options,
  );
}

/** Adds the rows that break a rule, each once, under the first rule that it breaks. */
export async function rejectBroken(
  table: RejectsTable,
  staged: Staged,
  conditions: readonly Condition[],
): Promise<Unlisted> {
  const listed = staged.locate === undefined
    ? await insertBroken(table, staged, conditions)
    : await rejectLocated(table, staged, staged.locate, conditions);
  return listed < mostListed ? new Map() : await countUnlisted(table, staged, conditions);
}

async function insertBroken(table: RejectsTable, staged: Staged, conditions: readonly Condition[]): Promise<number> {
  const { file, line } = staged.origin;
  const row = `to_json({${
    staged.columns.map(({ name, sql }) => `${quoteLiteral(name)}: ${sql ?? quoteName(name)}`).join(", ")
  }})`;
  return await table.session.run(
    `INSERT INTO ${quoteName(table.relation)}
     SELECT ${file}, ${line}, ${pick(conditions, ({ column }) => quoteLiteral(column))},
       ${pick(conditions, (condition) => quoteLiteral(ruleOf(condition)))}, left(${row}::VARCHAR, ${longestText}),
       ${pick(conditions, messageSql)}, ${quoteLiteral(table.run)}
     FROM ${staged.from} WHERE ${anyBroken(conditions)} LIMIT ${mostListed}`,
    [],
    table.options,
  );
}

/** SQL condition that holds for rows that break any rule. */
export function anyBroken(conditions: readonly Condition[]): string {
  return conditions.map(({ broken }) => `coalesce(${broken}, false)`).join(" OR ") || "false";
}

function pick(conditions: readonly Condition[], what: (condition: Condition, index: number) => string): string {
  return `CASE ${conditions.map((c, i) => `WHEN coalesce(${c.broken}, false) THEN ${what(c, i)}`).join(" ")} END`;
}

function ruleOf({ column, rule }: Condition): string {
  return `${column}: ${rule}`;
}

function expectation({ column, rule, wanted = rule }: Condition): string {
  return `${column} must be: ${wanted}`;
}

function messageSql(condition: Condition): string {
  const value = `left(CAST(${condition.value} AS VARCHAR), ${longestValue})`;
  return `${quoteLiteral(`${expectation(condition)}; found `)} || coalesce('"' || ${value} || '"', 'no value')`;
}

async function rejectLocated(
  table: RejectsTable,
  staged: Staged,
  locate: NonNullable<Staged["locate"]>,
  conditions: readonly Condition[],
): Promise<number> {
  const { session, options } = table;
  const { rowId = "rowid" } = staged;
  const columns = await session.columns(
    `SELECT ${rowId} AS id, ${pick(conditions, (_, i) => String(i))} AS condition
     FROM ${staged.from} WHERE ${anyBroken(conditions)} ORDER BY id LIMIT ${mostListed}`,
    [],
    options,
  );
  const [ids = new Float64Array(), broken = new Float64Array()] = [columns.get("id"), columns.get("condition")];
  for (let at = 0; at < ids.length; at += batchRows) {
    options.signal?.throwIfAborted();
    const places = await locate(ids.subarray(at, at + batchRows));
    await appendLocated(table, places, places.map((_, i) => conditions[broken[at + i]!]!));
  }
  return ids.length;
}

async function appendLocated(
  { session, relation, run }: RejectsTable,
  places: readonly (RowPlace | undefined)[],
  conditions: readonly Condition[],
): Promise<void> {
  await session.append(relation, [
    places.map((place) => place?.file ?? null),
    places.map((place) => place?.line === undefined ? null : BigInt(place.line)),
    conditions.map(({ column }) => column),
    conditions.map(ruleOf),
    places.map((place) => place?.text?.slice(0, longestText) ?? null),
    conditions.map((condition, i) => foundMessage(condition, places[i])),
    conditions.map(() => run),
  ]);
}

function foundMessage(condition: Condition, place: RowPlace | undefined): string {
  const cell = place?.cell?.(condition.column);
  if (cell === undefined) return expectation(condition);
  const isNothing = condition.rule === "required";
  return `${expectation(condition)}; found ${isNothing ? "no value" : `"${cell.trim().slice(0, longestValue)}"`}`;
}

async function countUnlisted(
  { session, relation, options }: RejectsTable,
  staged: Staged,
  conditions: readonly Condition[],
): Promise<Unlisted> {
  const rows = await session.rows<{ rule: string; rows: number }>(
    `SELECT rule, count(*) - (SELECT count(*) FROM ${
      quoteName(relation)
    } AS listed WHERE listed.rule = broken.rule) AS rows
     FROM (SELECT ${
      pick(conditions, (condition) => quoteLiteral(ruleOf(condition)))
    } AS rule FROM ${staged.from}) AS broken
     WHERE rule IS NOT NULL GROUP BY rule`,
    [],
    options,
  );
  return new Map(rows.map(({ rule, rows }) => [rule, rows]));
}

/** How many rows each rule put aside, most first, with examples `file:line: text`. */
export async function countRejects(
  { session, relation, options }: RejectsTable,
  unlisted: Unlisted,
): Promise<readonly RejectCount[]> {
  const listed = await session.rows<{ rule: string; rows: number; samples: string[] }>(
    `SELECT rule, count(*) AS rows,
       list(concat_ws(':', source_file, line) || ': ' || coalesce(left(text, 120), message) ORDER BY source_file, line)
         [1:${samplesPerRule}] AS samples
     FROM ${quoteName(relation)} GROUP BY rule ORDER BY rows DESC, rule`,
    [],
    options,
  );
  const rules = new Set([...listed.map(({ rule }) => rule), ...unlisted.keys()]);
  const counts = [...rules].map((rule) => {
    const { rows = 0, samples = [] } = listed.find((one) => one.rule === rule) ?? {};
    return { rule, rows: rows + (unlisted.get(rule) ?? 0), samples };
  });
  return counts.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows);
}
