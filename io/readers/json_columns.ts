import type { Session } from "../duckdb/types.ts";
import { quoteList, quoteLiteral, quoteName } from "../sql.ts";
import type { StagedColumn } from "./types.ts";

/** Columns that stand for the keys of JSON objects. */
export interface JsonColumns {
  readonly columns: readonly StagedColumn[];
  /** SQL list of the table's columns, over a relation with the objects in `text`. */
  readonly select: string;
}

interface Key {
  readonly name: string;
  readonly type: string;
}

/** What `json_structure` calls a value, with how it is kept; anything else, and a mixture, is text. */
const kept: Readonly<Record<string, string>> = {
  BIGINT: "BIGINT",
  UBIGINT: "BIGINT",
  DOUBLE: "DOUBLE",
  BOOLEAN: "BOOLEAN",
  NULL: "NULL",
};

/**
 * Columns for the JSON objects in the column `text` of `relation`, one per key, in the order of first appearance.
 *
 * Keys in `asText` stay the text they are, digit by digit, so that a schema decides what they are. The others are whole
 * numbers, numbers or truth values when every value is; objects, lists and mixtures are text.
 */
export async function jsonColumns(
  session: Session,
  relation: string,
  asText: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<JsonColumns> {
  const names = await keyNames(session, relation, signal);
  const types = names.every((name) => asText.has(name))
    ? new Map<string, string>()
    : await keyTypes(session, relation, signal);
  const keys = names.map((name): Key => ({
    name,
    type: asText.has(name) ? "VARCHAR" : types.get(name) ?? "VARCHAR",
  }));
  return {
    columns: keys.map(({ name, type }, index) => ({ name, type, sql: quoteName(`c${index}`) })),
    select: keys.map(({ type }, index) => `v[${index + 1}]::${type} AS ${quoteName(`c${index}`)}`).join(", "),
  };
}

/** SQL list of the values of `columns`, as texts, of the JSON object in `text`. */
export function extractValues(columns: readonly StagedColumn[]): string {
  const pointers = columns.map(({ name }) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return pointers.length === 0 ? "[]::VARCHAR[]" : `json_extract_string(text, ${quoteList(pointers)})`;
}

async function keyNames(session: Session, relation: string, signal?: AbortSignal): Promise<string[]> {
  const sql = `WITH objects AS (SELECT json_keys(text) AS keys, row_number() OVER () AS n FROM ${quoteName(relation)}),
    names AS (SELECT unnest(keys) AS name, n, generate_subscripts(keys, 1) AS i FROM objects)
    SELECT name FROM names GROUP BY name ORDER BY min(n), min(i)`;
  const rows = await session.rows<{ name: string }>(sql, [], { signal });
  return rows.map(({ name }) => name);
}

async function keyTypes(session: Session, relation: string, signal?: AbortSignal): Promise<Map<string, string>> {
  const sql = `SELECT DISTINCT json_structure(text)::VARCHAR AS structure FROM ${quoteName(relation)}`;
  const rows = await session.rows<{ structure: string }>(sql, [], { signal });
  const types = new Map<string, string>();
  for (const { structure } of rows) {
    for (const [name, found] of Object.entries(JSON.parse(structure) as Record<string, unknown>)) {
      const type = typeof found === "string" ? kept[found] ?? "VARCHAR" : "VARCHAR";
      types.set(name, merge(types.get(name), type));
    }
  }
  for (const [name, type] of types) {
    if (type === "NULL") types.set(name, "VARCHAR");
    if (type === "BIGINT" && await hasWideNumber(session, relation, name, signal)) types.set(name, "VARCHAR");
  }
  return types;
}

function merge(known: string | undefined, found: string): string {
  if (known === undefined || known === "NULL" || known === found) return found;
  if (found === "NULL") return known;
  const numbers = [known, found].every((type) => type === "BIGINT" || type === "DOUBLE");
  return numbers ? "DOUBLE" : "VARCHAR";
}

async function hasWideNumber(
  session: Session,
  relation: string,
  name: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const value = `json_extract_string(text, ${quoteLiteral(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)})`;
  const sql = `SELECT 1 FROM ${quoteName(relation)}
    WHERE ${value} IS NOT NULL AND TRY_CAST(${value} AS BIGINT) IS NULL LIMIT 1`;
  return await session.row(sql, [], { signal }) !== undefined;
}
