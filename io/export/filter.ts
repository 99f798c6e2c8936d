import { Problem } from "../../infra/errors.ts";
import type { Session } from "../duckdb/types.ts";
import { databaseMessage } from "../statement_problem.ts";

interface Parsed {
  readonly error: boolean;
  readonly error_message?: string;
  readonly statements?: readonly { readonly node: SelectNode }[];
}

interface SelectNode {
  readonly type: string;
  readonly select_list?: readonly unknown[];
  readonly from_table?: { readonly type: string };
  readonly where_clause?: unknown;
  readonly group_expressions?: readonly unknown[];
  readonly having?: unknown;
  readonly qualify?: unknown;
  readonly modifiers?: readonly unknown[];
}

/** The words of a filter that go between the parentheses of WHERE; a comment at its end must not eat the closing one. */
export function filterClause(filter: string): string {
  return `(${filter}\n)`;
}

/**
 * Refuses a filter that is not exactly one SQL expression, such as `a = 1) UNION (SELECT …`.
 *
 * @throws Problem of kind `usage` with DuckDB's message
 */
export async function assertExpression(session: Session, filter: string): Promise<void> {
  const row = await session.row<{ parsed: string }>("SELECT json_serialize_sql($sql::VARCHAR)::VARCHAR AS parsed", {
    sql: `SELECT ${filterClause(filter)}`,
  });
  const parsed: Parsed = JSON.parse(row?.parsed ?? '{"error":true}');
  if (parsed.error) throw filterProblem(filter, parsed.error_message ?? "it is not SQL");
  const statements = parsed.statements ?? [];
  if (statements.length !== 1 || !isOneExpression(statements[0]!.node)) {
    throw filterProblem(filter, "it is more than one expression");
  }
}

function isOneExpression(node: SelectNode): boolean {
  const empty = (value: unknown) =>
    value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return node.type === "SELECT_NODE" && node.select_list?.length === 1 && node.from_table?.type === "EMPTY" &&
    [node.where_clause, node.group_expressions, node.having, node.qualify, node.modifiers].every(empty);
}

const userErrors =
  /^(Parser|Binder|Catalog|Conversion|Invalid Input|Out of Range|Permission|Not implemented|Mismatch Type) Error: /;

/** What DuckDB says against a filter, as a problem; anything else (a full disk) as it is. */
export function filterFailure(filter: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = databaseMessage(error);
  if (!userErrors.test(message)) return error;
  return filterProblem(filter, message.replace(userErrors, "").split("\n")[0]!, error);
}

function filterProblem(filter: string, what: string, cause?: unknown): Problem {
  return new Problem("usage", `Cannot filter by "${filter}": ${what}`, {
    place: "--filter",
    remedy: "Give a SQL condition over the columns of the table, such as \"STORE_NBR\" = 12 AND category = 'DAIRY'.",
    cause,
  });
}
