import type { QueryOptions, Session } from "../duckdb/types.ts";
import { copyToParquet } from "../parquet.ts";
import { quoteList, quoteLiteral, quoteName } from "../sql.ts";
import { describeColumns } from "../table.ts";
import type { Column, Relation, Table } from "../types.ts";

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

/** Tables as Parquet files: how values of assets stand on disk. */
export interface TableFiles {
  /** Writes all rows of a relation to the new file `path`. */
  write(relation: Relation, path: string, options?: QueryOptions): Promise<WrittenTable>;
  /** Makes the view `relation` over a file that {@link TableFiles.write} wrote. Nothing is copied. */
  open(path: string, relation: string, options?: QueryOptions): Promise<Table>;
}

/** Tables of `session` as Parquet files, compressed with zstd. */
export function tableFiles(session: Session, options: TableFilesOptions = {}): TableFiles {
  const { order = "sorted" } = options;
  return {
    async write(relation, path, { signal } = {}) {
      const rows = await session.run(copyToParquet(relation, path, { order }), [], { signal });
      const columns = await session.rows<Column>(
        `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM read_parquet(${quoteList([path])}))`,
        [],
        { signal },
      );
      return { rows, columns };
    },
    async open(path, relation, { signal } = {}) {
      const from = `read_parquet(${quoteList([path])})`;
      await session.run(`CREATE OR REPLACE VIEW ${quoteName(relation)} AS FROM ${from}`, [], { signal });
      const columns = await describeColumns(session, relation, { signal });
      const sql = `SELECT num_rows AS rows FROM parquet_file_metadata(${quoteLiteral(path)})`;
      const counted = await session.row<{ rows: number }>(sql, [], { signal });
      return { relation, rows: counted?.rows ?? 0, columns, file: path };
    },
  };
}
