import { removeIfExists, writeAtomically } from "../../infra/fs.ts";
import type { QueryOptions, Session } from "../duckdb/mod.ts";
import type { Staged } from "../readers/types.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { RejectCount } from "../types.ts";
import type { Condition } from "./columns.ts";

/** Rows whose place in the source is looked up; the rest of a flood is kept without line. */
const mostLocated = 100_000;
const samplesPerRule = 3;
const longestText = 10_000;

/** A table of rejected rows in the session. */
export interface RejectsTable {
  readonly session: Session;
  readonly relation: string;
  readonly run: string;
  readonly options: QueryOptions;
}

/** Makes the empty rejects table of a read. */
export async function createRejects(table: RejectsTable): Promise<void> {
  await table.session.run(
    `CREATE OR REPLACE TABLE ${quoteName(table.relation)} (source_file VARCHAR, line BIGINT, "column" VARCHAR,
       rule VARCHAR, text VARCHAR, message VARCHAR, run VARCHAR)`,
  );
}

/** Adds what the reader could not parse into a row. */
export async function rejectUnparsed(table: RejectsTable, unparsed: string): Promise<void> {
  await table.session.run(
    `INSERT INTO ${quoteName(table.relation)}
     SELECT file, line, NULL, 'parse', left(text, ${longestText}), message, ${
      quoteLiteral(table.run)
    } FROM ${unparsed}`,
    [],
    table.options,
  );
}

/** Adds the rows that break a rule, each once, under the first rule that it breaks. */
export async function rejectBroken(
  table: RejectsTable,
  staged: Staged,
  conditions: readonly Condition[],
): Promise<void> {
  if (staged.locate !== undefined) await rejectLocated(table, staged, staged.locate, conditions);
  else await insertBroken(table, staged, conditions, staged.origin, "");
}

async function insertBroken(
  table: RejectsTable,
  staged: Staged,
  conditions: readonly Condition[],
  origin: Staged["origin"],
  where: string,
): Promise<void> {
  const row = `to_json({${
    staged.columns.map(({ name, sql }) => `${quoteLiteral(name)}: ${sql ?? quoteName(name)}`).join(", ")
  }})`;
  await table.session.run(
    `INSERT INTO ${quoteName(table.relation)}
     SELECT ${origin.file}, ${origin.line}, ${pick(conditions, ({ column }) => quoteLiteral(column))},
       ${pick(conditions, ruleText)}, left(${row}::VARCHAR, ${longestText}), ${pick(conditions, messageText)},
       ${quoteLiteral(table.run)}
     FROM ${staged.from} WHERE (${anyBroken(conditions)}) ${where}`,
    [],
    table.options,
  );
}

/** SQL condition that holds for rows that break any rule. */
export function anyBroken(conditions: readonly Condition[]): string {
  return conditions.map(({ broken }) => `coalesce(${broken}, false)`).join(" OR ") || "false";
}

function pick(conditions: readonly Condition[], what: (condition: Condition) => string): string {
  return `CASE ${conditions.map((c) => `WHEN coalesce(${c.broken}, false) THEN ${what(c)}`).join(" ")} END`;
}

function ruleText({ column, rule }: Condition): string {
  return quoteLiteral(`${column}: ${rule}`);
}

function messageText({ column, rule, value }: Condition): string {
  return `${
    quoteLiteral(`${column} must be: ${rule}; found `)
  } || coalesce(left(CAST(${value} AS VARCHAR), 200), 'no value')`;
}

interface BrokenRow {
  readonly id: number;
  readonly column: string;
  readonly rule: string;
  readonly message: string;
}

async function rejectLocated(
  table: RejectsTable,
  staged: Staged,
  locate: NonNullable<Staged["locate"]>,
  conditions: readonly Condition[],
): Promise<void> {
  const rows = await table.session.rows<BrokenRow>(
    `SELECT rowid AS id, ${pick(conditions, ({ column }) => quoteLiteral(column))} AS "column",
       ${pick(conditions, ruleText)} AS rule, ${pick(conditions, messageText)} AS message
     FROM ${staged.from} WHERE ${anyBroken(conditions)} ORDER BY rowid LIMIT ${mostLocated}`,
    [],
    table.options,
  );
  const places = await locate(Float64Array.from(rows, ({ id }) => id));
  const line = (i: number) => places[i] === undefined ? null : BigInt(places[i].line);
  await table.session.append(table.relation, [
    rows.map((_, i) => places[i]?.file ?? null),
    rows.map((_, i) => line(i)),
    rows.map(({ column }) => column),
    rows.map(({ rule }) => rule),
    rows.map((_, i) => places[i]?.text ?? null),
    rows.map(({ message }, i) => explain(message, places[i]?.text)),
    rows.map(() => table.run),
  ]);
  const last = rows.at(-1);
  if (rows.length < mostLocated || last === undefined) return;
  await insertBroken(table, staged, conditions, { file: "NULL", line: "NULL" }, `AND rowid > ${last.id}`);
}

/** A number that was not whole is lost in the typed column, but stands in the raw text. */
function explain(message: string, text: string | undefined): string {
  return message.replace("found -9223372036854775808", text === undefined ? "found another value" : "see the text");
}

/** How many rows each rule put aside, most first, with examples `file:line: text`. */
export async function countRejects({ session, relation, options }: RejectsTable): Promise<readonly RejectCount[]> {
  const rows = await session.rows<{ rule: string; rows: number; samples: string[] }>(
    `SELECT rule, count(*) AS rows,
       list(coalesce(source_file, '?') || ':' || coalesce(line::VARCHAR, '?') || ': ' || left(text, 120) ORDER BY line)
         [1:${samplesPerRule}] AS samples
     FROM ${quoteName(relation)} GROUP BY rule ORDER BY rows DESC, rule`,
    [],
    options,
  );
  return rows;
}

/** Keeps the rejects as a Parquet file; the one of an earlier read is replaced, or removed when there are none now. */
export async function keepRejects(
  { session, relation, options }: RejectsTable,
  path: string,
  rows: number,
): Promise<void> {
  if (rows === 0) {
    await removeIfExists(path);
    return;
  }
  await writeAtomically(path, async (temporary) => {
    await session.run(
      `COPY (FROM ${quoteName(relation)} ORDER BY source_file, line) TO ${quoteLiteral(temporary)} (FORMAT parquet)`,
      [],
      options,
    );
  });
}
