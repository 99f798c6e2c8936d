import { Problem } from "../../infra/errors.ts";
import type { Confined } from "./confined.ts";

/** A query that only reads, as text that may stand between parentheses, and the tables that it names. */
export interface ReadingQuery {
  readonly sql: string;
  /** Lower case, without schema. */
  readonly tables: ReadonlySet<string>;
}

interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

/**
 * Takes a text for one query that reads. DuckDB's own parser decides, before anything runs: it writes down a SELECT, and
 * refuses whatever else there is (COPY, ATTACH, SET, PRAGMA, INSTALL, INSERT, …).
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
  const tables = new Set<string>();
  collectTables(statements[0], tables);
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

function collectTables(node: unknown, found: Set<string>): void {
  if (Array.isArray(node)) {
    for (const part of node) collectTables(part, found);
    return;
  }
  if (node === null || typeof node !== "object") return;
  const { type, table_name: name } = node as { readonly type?: unknown; readonly table_name?: unknown };
  if (type === "BASE_TABLE" && typeof name === "string") found.add(name.toLowerCase());
  for (const part of Object.values(node)) collectTables(part, found);
}

function refused({ error_type: type, error_message: message = "it is not SQL" }: Parsed): Problem {
  if (type === "not implemented") return problem("it does more than read, or is PIVOT or EXPLAIN");
  return problem(message.split("\n")[0]!);
}

function problem(what: string): Problem {
  return new Problem("usage", `Cannot run the query: ${what}`, {
    remedy: "Write one SELECT (or FROM, WITH, VALUES, DESCRIBE, SUMMARIZE) over the tables at the side.",
  });
}
