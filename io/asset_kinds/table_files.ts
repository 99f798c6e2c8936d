import type { QueryOptions, Session } from "../duckdb/types.ts";
import { copyToParquet, type ParquetSource } from "../parquet.ts";
import { quoteList, quoteLiteral, quoteName } from "../sql.ts";
import type { Column, Table } from "../types.ts";

/** What was written. */
export interface WrittenTable {
  readonly rows: number;
  /** Columns as they come back, which may be other types than those of the relation: enums become VARCHAR. */
  readonly columns: readonly Column[];
}

/** Settings of {@link tableFiles}. */
export interface TableFilesOptions {
  /**
   * `sorted`: rows are stored sorted by all columns, and equal tables give equal bytes. `kept`: rows stand as in the
   * relation, and the bytes may differ with the number of threads that made it.
   * @default "sorted"
   */
  readonly order?: "kept" | "sorted";
}

/** What is known of a file without looking. */
export interface OpenTableOptions extends QueryOptions {
  readonly rows?: number | undefined;
  readonly columns?: readonly Column[] | undefined;
}

/** Tables as Parquet files: how values of assets stand on disk. */
export interface TableFiles {
  /** Writes all rows of a relation or query to the new file `path`. */
  write(source: ParquetSource, path: string, options?: QueryOptions): Promise<WrittenTable>;
  /** Makes the view `relation` over a file that {@link TableFiles.write} wrote. Nothing is copied. */
  open(path: string, relation: string, options?: OpenTableOptions): Promise<Table>;
}

/** Tables of `session` as Parquet files, compressed with snappy: zstd files are a sixth smaller and take a quarter longer. */
export function tableFiles(session: Session, options: TableFilesOptions = {}): TableFiles {
  const { order = "sorted" } = options;
  return {
    async write(source, path, { signal } = {}) {
      const copy = copyToParquet(source, path, { order, compression: "snappy" });
      const rows = await session.run(copy, [], { signal });
      const asWritten = source.columns.every(({ type }) => comesBack.has(type));
      return { rows, columns: asWritten ? source.columns : await columnsOf(session, path, { signal }) };
    },
    async open(path, relation, { rows, columns, signal } = {}) {
      const from = `read_parquet(${quoteList([path])})`;
      await session.run(`CREATE OR REPLACE VIEW ${quoteName(relation)} AS FROM ${from}`, [], { signal });
      return {
        relation,
        rows: rows ?? await rowsOf(session, path, { signal }),
        columns: columns ?? await columnsOf(session, path, { signal }),
        file: path,
      };
    },
  };
}

/** Types that a Parquet file gives back as they were written. */
const comesBack: ReadonlySet<string> = new Set(["BIGINT", "BOOLEAN", "DOUBLE", "INTEGER", "VARCHAR"]);

function columnsOf(session: Session, path: string, options: QueryOptions): Promise<readonly Column[]> {
  const from = `read_parquet(${quoteList([path])})`;
  return session.rows<Column>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM ${from})`,
    [],
    options,
  );
}

async function rowsOf(session: Session, path: string, options: QueryOptions): Promise<number> {
  const sql = `SELECT num_rows AS rows FROM parquet_file_metadata(${quoteLiteral(path)})`;
  return (await session.row<{ rows: number }>(sql, [], options))?.rows ?? 0;
}
