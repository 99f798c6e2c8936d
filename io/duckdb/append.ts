import type { Binding, Connection } from "./binding.ts";
import type { Cell } from "./types.ts";

const chunkRows = 2_048;

/** Appends column-wise cells to a table in blocks; faster by far than row by row. */
export async function appendCells(
  binding: Binding,
  connection: Connection,
  table: string,
  columns: readonly (readonly Cell[])[],
): Promise<void> {
  const rows = columns[0]?.length ?? 0;
  if (columns.some((column) => column.length !== rows)) {
    throw new RangeError(`Cannot append to "${table}": the columns have different lengths`);
  }
  if (rows === 0) return;
  const appender = await connection.createAppender(table);
  try {
    const types = columns.map((_, index) => appender.columnType(index));
    for (let start = 0; start < rows; start += chunkRows) {
      const chunk = binding.DuckDBDataChunk.create(types);
      chunk.setColumns(columns.map((column) => column.slice(start, start + chunkRows)));
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}
