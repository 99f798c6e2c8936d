import { quoteLiteral, quoteName } from "./sql.ts";
import type { Column, Relation } from "./types.ts";

/** How the bytes of a Parquet file are made. */
export interface ParquetOptions {
  /** Codec of the column chunks. @default "zstd" */
  readonly compression?: string | undefined;
  /** Rows per row group. @default 122_880 */
  readonly rowGroupSize?: number | undefined;
  /**
   * `kept`: rows stand as in the relation. `sorted`: by all columns from left to right, so that equal rows give equal bytes,
   * however many threads made the relation and wrote the file.
   * @default "kept"
   */
  readonly order?: "kept" | "sorted" | undefined;
}

/** Rows that are to be written: those of a relation, or of a query that is run while it is written. */
export type ParquetSource = Relation | QuerySource;

/** A query and the columns that it gives. */
export interface QuerySource {
  readonly query: string;
  readonly columns: readonly Column[];
}

/** The statement that writes rows to a Parquet file. */
export function copyToParquet(source: ParquetSource, path: string, options: ParquetOptions = {}): string {
  const { compression = "zstd", rowGroupSize, order = "kept" } = options;
  const settings = ["FORMAT parquet", `COMPRESSION ${compression}`];
  if (rowGroupSize !== undefined) settings.push(`ROW_GROUP_SIZE ${rowGroupSize}`);
  const columns = source.columns.map(parquetColumn).join(", ");
  const from = "query" in source ? `(${source.query})` : quoteName(source.relation);
  const query = `SELECT ${columns} FROM ${from}${order === "sorted" ? " ORDER BY ALL" : ""}`;
  return `COPY (${query}) TO ${quoteLiteral(path)} (${settings.join(", ")})`;
}

// Parquet has no 128-bit integers and DuckDB would write them as DOUBLE, which loses digits without a word; sums of BIGINT
// are of that type and nearly always fit 64 bits. One that does not is an error.
function parquetColumn({ name, type }: Column): string {
  const column = quoteName(name);
  return /^U?HUGEINT$/.test(type) ? `${column}::BIGINT AS ${column}` : column;
}
