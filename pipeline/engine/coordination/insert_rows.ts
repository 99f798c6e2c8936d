import type { Queries } from "../../../infra/database.ts";
import type { Row } from "./rows.ts";

/** Rows per statement: a server answers each statement after a way there and back. */
const together = 50;

/** Inserts rows that all have the given columns; called in a transaction. */
export async function insertRows(
  db: Queries,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const one = `(${columns.map(() => "?").join(", ")})`;
  const begin = `INSERT INTO ${table} (${columns.join(", ")}) VALUES `;
  const whole = rows.length - rows.length % together;
  const many = begin + Array.from({ length: together }, () => one).join(", ");
  for (let first = 0; first < whole; first += together) {
    await db.run(many, rows.slice(first, first + together).flatMap((row) => valuesOf(row, columns)));
  }
  for (const row of rows.slice(whole)) await db.run(begin + one, valuesOf(row, columns));
}

function valuesOf(row: Row, columns: readonly string[]) {
  return columns.map((column) => row[column] ?? null);
}
