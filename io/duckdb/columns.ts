import { type Binding, type Connection, doubleItems } from "./binding.ts";
import { execute } from "./statement.ts";
import type { ColumnData, QueryOptions, SqlParams } from "./types.ts";

const blockLength = 65_536;

/** Streams a query's columns into typed arrays; NULL becomes NaN in SQL, where it costs nearly nothing. */
export async function readColumns(
  binding: Binding,
  connection: Connection,
  sql: string,
  params: SqlParams,
  options: QueryOptions,
): Promise<ReadonlyMap<string, ColumnData>> {
  const query = `SELECT coalesce(CAST(COLUMNS(*) AS DOUBLE), 'nan'::DOUBLE) FROM (\n${sql}\n)`;
  const result = await execute(binding, connection, query, params, "stream", options);
  const names = result.deduplicatedColumnNames();
  const columns = names.map(() => new Growing());
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    options.signal?.throwIfAborted();
    if (chunk.rowCount === 0) break;
    for (const [index, column] of columns.entries()) column.push(doubleItems(chunk, index));
  }
  return new Map(names.map((name, index) => [name, columns[index]!.take()]));
}

// Blocks instead of one array that doubles: the peak is the data plus one column.
class Growing {
  readonly #blocks: Float64Array[] = [];
  #length = 0;

  push(items: Float64Array): void {
    let taken = 0;
    while (taken < items.length) {
      const offset = this.#length % blockLength;
      if (offset === 0) this.#blocks.push(new Float64Array(blockLength));
      const part = items.subarray(taken, taken + blockLength - offset);
      this.#blocks.at(-1)!.set(part, offset);
      this.#length += part.length;
      taken += part.length;
    }
  }

  take(): Float64Array {
    const whole = new Float64Array(this.#length);
    for (const [index, block] of this.#blocks.entries()) {
      const start = index * blockLength;
      whole.set(block.subarray(0, this.#length - start), start);
    }
    this.#blocks.length = 0;
    return whole;
  }
}
