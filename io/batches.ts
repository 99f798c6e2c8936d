import type { Session } from "./duckdb/types.ts";
import { quoteName } from "./sql.ts";
import type { Table } from "./types.ts";

/** Settings of {@link readBatches}. */
export interface BatchOptions {
  /** Rows per batch. @default 20_000 */
  readonly size?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The rows of a table in order, some thousand at a time, as arrays of cells: for formats that DuckDB cannot write itself and
 * whose libraries take rows. Anything else works on the relation.
 *
 * @param expressions SQL over the table's columns, one per cell
 */
export async function* readBatches<Cell>(
  session: Session,
  table: Table,
  expressions: readonly string[],
  options: BatchOptions = {},
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const { size = 20_000, signal } = options;
  const cells = expressions.map((sql, index) => `${sql} AS ${quoteName(`c${index}`)}`).join(", ");
  for (let offset = 0; offset < table.rows; offset += size) {
    const page = `(FROM ${quoteName(table.relation)} LIMIT ${size} OFFSET ${offset})`;
    const rows = await session.rows<Record<string, Cell>>(`SELECT ${cells} FROM ${page}`, [], { signal });
    yield rows.map((row) => expressions.map((_, index) => row[`c${index}`]!));
  }
}
