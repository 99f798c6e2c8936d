import { Problem } from "../../infra/errors.ts";
import type { Confined } from "./confined.ts";

/** A query that only reads, as text that may stand between parentheses, and the tables that it names. */
export interface ReadingQuery {
  readonly sql: string;
  /** By name in lower case, with the line where each is named first. */
  readonly tables: ReadonlyMap<string, NamedTable>;
}

/** A table as a query names it. */
export interface NamedTable {
  readonly name: string;
  readonly line: number;
}

interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

/** Functions that give rows from what they are given: none reads a file, runs SQL or changes how the database works. */
const tableFunctions: readonly string[] = [
  ...["range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "histogram"],
  ...["histogram_values", "duckdb_functions", "duckdb_keywords", "duckdb_types", "pg_timezone_names"],
];

/** Functions that tell of the machine, wait, or write. */
const refusedFunctions: readonly string[] = [
  ...["getenv", "current_setting", "getvariable", "write_log", "sleep_ms", "pg_sleep", "nextval", "currval"],
  ...["json_execute_serialized_sql", "current_query"],
];

/**
 * Takes a text for one query that reads. DuckDB's own parser decides, before anything runs: it writes down a SELECT, and
 * refuses whatever else there is (COPY, ATTACH, SET, PRAGMA, INSTALL, INSERT, …). Of what it wrote down, only known functions
 * that give rows, and tables without a schema, are let through.
 *
 * @throws {Problem} of kind usage for anything else
 */
export async function readingQuery({ session, signal }: Confined, text: string): Promise<ReadingQuery> {
  const row = await session.row<{ parsed: string }>(
    "SELECT json_serialize_sql($text::VARCHAR, skip_empty := true)::VARCHAR AS parsed",
    { text },
    { signal },
  );
  const parsed: Parsed = JSON.parse(row?.parsed ?? '{"error":true}');
  if (parsed.error) throw refused(parsed);
  const statements = parsed.statements ?? [];
  if (statements.length !== 1) {
    throw problem(statements.length === 0 ? "there is no query" : "there is more than one statement");
  }
  const found: Found = { tables: new Map(), own: new Set(), text };
  collect(statements[0], found);
  const tables = new Map([...found.tables].filter(([name]) => !found.own.has(name)));
  return { sql: await bare({ session, signal }, text), tables };
}

/** The text without what ends a statement; where more than that follows, DuckDB writes the query anew. */
async function bare({ session, signal }: Confined, text: string): Promise<string> {
  const trimmed = text.replace(/[;\s]+$/, "");
  if (!trimmed.includes(";")) return trimmed;
  const row = await session.row<{ sql: string }>(
    "SELECT json_deserialize_sql(json_serialize_sql($text::VARCHAR)) AS sql",
    { text },
    { signal },
  );
  return row?.sql ?? trimmed;
}

interface Found {
  readonly tables: Map<string, NamedTable>;
  /** Names that the query itself defines. */
  readonly own: Set<string>;
  readonly text: string;
}

/** A part of what the parser wrote down. */
interface Node {
  readonly type?: unknown;
  readonly query_location?: unknown;
  readonly table_name?: unknown;
  readonly schema_name?: unknown;
  readonly catalog_name?: unknown;
  readonly function?: { readonly function_name?: unknown };
  readonly function_name?: unknown;
  readonly cte_map?: { readonly map?: readonly { readonly key?: unknown }[] };
}

function collect(node: unknown, found: Found): void {
  if (Array.isArray(node)) {
    for (const part of node) collect(part, found);
    return;
  }
  if (node === null || typeof node !== "object") return;
  take(node, found);
  for (const part of Object.values(node)) collect(part, found);
}

function take(node: Node, { tables, own, text }: Found): void {
  const { type, query_location: at, table_name: table, schema_name: schema, catalog_name: catalog } = node;
  const line = typeof at === "number" ? text.slice(0, at).split("\n").length : 1;
  for (const { key } of node.cte_map?.map ?? []) own.add(String(key).toLowerCase());
  if (type === "BASE_TABLE" && typeof table === "string") {
    const outer = [catalog, schema].filter((part) => typeof part === "string" && part !== "");
    if (outer.length > 0) throw problem(`there is no table "${[...outer, table].join(".")}"`, line);
    const name = table.toLowerCase();
    if (!tables.has(name)) tables.set(name, { name: table, line });
  }
  if (type === "TABLE_FUNCTION") {
    const name = String(node.function?.function_name).toLowerCase();
    if (!tableFunctions.includes(name)) {
      throw problem(`"${name}" is not one of the functions that give rows here`, line);
    }
  }
  if (typeof node.function_name === "string" && refusedFunctions.includes(node.function_name.toLowerCase())) {
    throw problem(`the function "${node.function_name}" is not available here`, line);
  }
}

function refused({ error_type: type, error_message: message = "it is not SQL" }: Parsed): Problem {
  if (type === "not implemented") return problem("it does more than read, or is PIVOT or EXPLAIN");
  return problem(message.split("\n")[0]!);
}

function problem(what: string, line?: number): Problem {
  return new Problem("usage", `Cannot run the query: ${what}`, {
    ...(line === undefined ? {} : { place: `line ${line}` }),
    remedy: "Write one SELECT (or FROM, WITH, VALUES, DESCRIBE, SUMMARIZE) over the tables at the side.",
  });
}
