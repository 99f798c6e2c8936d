import type { QueryOptions, Session } from "../duckdb/mod.ts";
import { quoteList, quoteName } from "../sql.ts";
import { type ColumnContract, type TableContract, wholeNumber } from "../schema/mod.ts";
import type { Staged } from "../readers/types.ts";
import type { NamedColumn } from "./header.ts";
import { askAll } from "./questions.ts";

/** A condition that puts a row aside. */
export interface Condition {
  readonly column: string;
  /** Name of the broken rule. */
  readonly rule: string;
  /** What the value must be, for messages. @default the rule */
  readonly wanted?: string;
  /** SQL that holds for rows to put aside. */
  readonly broken: string;
  /** SQL for the offending value. */
  readonly value: string;
}

/** A column of the admitted table. */
export interface AdmittedColumn {
  readonly name: string;
  /** SQL for its value, valid in `SELECT … FROM <staged>`. */
  readonly sql: string;
  /** Whether `sql` is the staged column itself, so that nothing has to be computed. */
  readonly asStaged: boolean;
  readonly conditions: readonly Condition[];
  /** A relation with the column's distinct texts, where conditions are counted faster than row by row. */
  readonly distinct?: string;
}

/** A column is numeric when at least this share of its texts are numbers; the others are put aside. */
const numericShare = 0.95;

/**
 * Decides for each column what is made of it: by the contract where there is one, elsewhere by its declared type or, where
 * the source declares none, by its values.
 */
export async function admitColumns(
  session: Session,
  staged: Staged,
  named: readonly NamedColumn[],
  contract: TableContract | undefined,
  scratch: (label: string) => string,
  options: QueryOptions,
): Promise<readonly AdmittedColumn[]> {
  const nulls = staged.nullValues ?? [""];
  const byName = new Map(contract?.columns.map((column) => [column.name, column]));
  const kept = named.filter(({ name }) => byName.has(name) || (contract?.open ?? true));
  const distinct = await distinctTexts(session, staged, kept, scratch, options);
  const untidy = await untidyTexts(session, distinct, nulls, options);
  const free = staged.typed === true ? [] : kept.filter(({ name, type }) => !byName.has(name) && type === "VARCHAR");
  const inferred = await inferTypes(session, staged, free, nulls, options);
  return kept.map((column) => {
    const wanted = byName.get(column.name) ?? inferred.get(column.name);
    if (wanted === undefined) return untouched(column);
    const admitted = admitColumn(column, wanted, nulls, untidy.has(column.name));
    const texts = distinct.get(column.name);
    return texts === undefined || !admitted.asStaged ? admitted : { ...admitted, distinct: texts.relation };
  });
}

function untouched({ name, sql }: NamedColumn): AdmittedColumn {
  return { name, sql, asStaged: sql === quoteName(name), conditions: [] };
}

/** SQL text with what is trimmed: space, tab, no-break space. */
const blanks = "' \t\u00a0'";

/** Text without surrounding blanks; NULL where it means "no value". */
function tidy(sql: string, nulls: readonly string[]): string {
  const trimmed = `trim(${sql}, ${blanks})`;
  return `CASE WHEN list_contains(${quoteList(nulls)}, ${trimmed}) THEN NULL ELSE ${trimmed} END`;
}

function admitColumn(
  { name, type, sql }: NamedColumn,
  contract: ColumnContract,
  nulls: readonly string[],
  isUntidy: boolean,
): AdmittedColumn {
  const text = type === "VARCHAR" && (isUntidy || contract.type !== "VARCHAR") ? tidy(sql, nulls) : sql;
  const value = convert(text, type, contract.type);
  const rules = contract.rules.map((rule) => ({ rule: rule.name, broken: rule.broken(value), value: text }));
  const required = rules.filter(({ rule }) => rule === "required");
  const parse = type === "VARCHAR" && contract.type !== "VARCHAR"
    ? [{ ...parseRule(contract.type), broken: unparsable(text, contract.type), value: text }]
    : [];
  const conditions = [
    ...(parse.length === 0 ? required : required.map((rule) => ({ ...rule, broken: `${text} IS NULL` }))),
    ...parse,
    ...rules.filter(({ rule }) => rule !== "required"),
  ];
  return {
    name,
    sql: value,
    asStaged: value === quoteName(name),
    conditions: conditions.map((condition) => ({ column: name, ...condition })),
  };
}

function convert(text: string, from: string, to: ColumnContract["type"]): string {
  if (from === to) return text;
  if (to === "BIGINT") {
    if (/^(TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|UINTEGER)$/.test(from)) return `${text}::BIGINT`;
    return wholeNumber(`TRY_CAST(${text} AS DOUBLE)`);
  }
  return to === "VARCHAR" ? `CAST(${text} AS VARCHAR)` : `TRY_CAST(${text} AS ${to})`;
}

function parseRule(type: ColumnContract["type"]): Pick<Condition, "rule" | "wanted"> {
  if (type === "BOOLEAN") return { rule: "true or false" };
  return type === "BIGINT" ? { rule: "number", wanted: "whole number" } : { rule: "number" };
}

function unparsable(text: string, type: ColumnContract["type"]): string {
  const target = type === "BOOLEAN" ? "BOOLEAN" : "DOUBLE";
  return `(${text} IS NOT NULL AND TRY_CAST(${text} AS ${target}) IS NULL)`;
}

interface DistinctTexts {
  readonly relation: string;
  readonly sql: string;
}

/** The distinct values of each text column: few in most tables, so that looking at texts costs little. */
async function distinctTexts(
  session: Session,
  staged: Staged,
  columns: readonly NamedColumn[],
  scratch: (label: string) => string,
  options: QueryOptions,
): Promise<ReadonlyMap<string, DistinctTexts>> {
  const found = new Map<string, DistinctTexts>();
  const statements: string[] = [];
  for (const { name, sql } of columns.filter(({ type }) => type === "VARCHAR")) {
    const relation = scratch("texts");
    statements.push(
      `CREATE TABLE ${quoteName(relation)} AS SELECT DISTINCT ${sql} AS ${quoteName(name)} FROM ${staged.from}`,
    );
    found.set(name, { relation, sql: quoteName(name) });
  }
  if (statements.length > 0) await session.run(statements.join(";\n"), [], options);
  return found;
}

/** Names of text columns in which some value has blanks around it, or means "no value". */
async function untidyTexts(
  session: Session,
  distinct: ReadonlyMap<string, DistinctTexts>,
  nulls: readonly string[],
  options: QueryOptions,
): Promise<ReadonlySet<string>> {
  const columns = [...distinct];
  const untidy = await askAll(
    session,
    columns.map(([, { relation, sql }]) =>
      `EXISTS (SELECT 1 FROM ${quoteName(relation)}
         WHERE ${sql} <> trim(${sql}, ${blanks}) OR list_contains(${quoteList(nulls)}, ${sql}))`
    ),
    options,
  );
  return new Set(columns.filter((_, i) => untidy[i]).map(([name]) => name));
}

/** Types of text columns that no contract names: BIGINT, DOUBLE or BOOLEAN when the values say so, else text. */
async function inferTypes(
  session: Session,
  staged: Staged,
  columns: readonly NamedColumn[],
  nulls: readonly string[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, ColumnContract>> {
  const found = new Map<string, ColumnContract>();
  for (let at = 0; at < columns.length; at += columnsAtOnce) {
    const part = columns.slice(at, at + columnsAtOnce);
    const counts = await session.row<Record<string, number>>(countValuesSql(staged.from, part, nulls), [], options);
    for (const [i, { name }] of part.entries()) {
      const count = (what: string) => counts?.[`${what}${i}`] ?? 0;
      const type = typeOf(count("texts"), count("numbers"), count("whole"), count("codes"), count("truths"));
      const finite = { name: "finite number", broken: (value: string) => `NOT isfinite(${value})` };
      found.set(name, { name, type, nullable: true, optional: true, rules: type === "DOUBLE" ? [finite] : [] });
    }
  }
  return found;
}

/** Columns that one statement looks at. */
const columnsAtOnce = 32;

/** Counts of the values of each column that are texts, numbers, whole numbers, codes such as 007, and truth values. */
function countValuesSql(from: string, columns: readonly NamedColumn[], nulls: readonly string[]): string {
  const counts = columns.map((_, i) =>
    `count(t${i}) AS texts${i}, count(n${i}) AS numbers${i},
     count(*) FILTER (n${i} = trunc(n${i}) AND abs(n${i}) < 9007199254740992) AS whole${i},
     count(*) FILTER (regexp_matches(t${i}, '^[+-]?0[0-9]')) AS codes${i},
     count(*) FILTER (lower(t${i}) IN ('true', 'false')) AS truths${i}`
  );
  const numbers = columns.map((_, i) =>
    `t${i}, CASE WHEN isfinite(TRY_CAST(t${i} AS DOUBLE)) THEN TRY_CAST(t${i} AS DOUBLE) END AS n${i}`
  );
  const texts = columns.map(({ sql }, i) => `${tidy(sql, nulls)} AS t${i}`);
  return `SELECT ${counts.join(", ")} FROM (SELECT ${numbers.join(", ")} FROM (SELECT ${
    texts.join(", ")
  } FROM ${from}))`;
}

function typeOf(texts: number, numbers: number, whole: number, codes: number, truths: number): ColumnContract["type"] {
  if (texts === 0) return "VARCHAR";
  if (codes === 0 && numbers >= texts * numericShare) return whole === numbers ? "BIGINT" : "DOUBLE";
  return truths === texts ? "BOOLEAN" : "VARCHAR";
}
