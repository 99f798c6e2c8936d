import type { Session } from "./duckdb/types.ts";
import type { z } from "zod";

/** A column as DuckDB names and types it. */
export interface Column {
  readonly name: string;
  /** DuckDB's type name, such as `BIGINT`. */
  readonly type: string;
}

/** A relation (table or view) in the run's session. Names are plain; quote them with `quoteName` when building SQL. */
export interface Relation {
  readonly relation: string;
  readonly columns: readonly Column[];
}

/** A relation whose rows were counted. */
export interface Table extends Relation {
  /** Number of rows. */
  readonly rows: number;
  /** The Parquet file that holds exactly these rows, when there is one. */
  readonly file?: string;
}

/** What a table must be: one zod object, one key per column; its checks become set-based SQL. */
export type TableSchema = z.ZodObject;

/** A file that was read. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
  /** Time of the last change, ISO 8601. */
  readonly modified: string;
}

/** What one rule put aside. */
export interface RejectCount {
  /** Such as `parse`, `TOTAL_SALES: minimum 0`, `duplicate key`. */
  readonly rule: string;
  readonly rows: number;
  /** Up to three examples, `file:line: text`. */
  readonly samples: readonly string[];
}

/** What a read found. `table.rows + rejected` is the number of data rows in the files. */
export interface ReadReport {
  readonly dataset: string;
  readonly table: Table;
  readonly files: readonly SourceFile[];
  readonly rejected: number;
  readonly rejects: readonly RejectCount[];
  /** Where the rejected rows are kept; absent when there are none. */
  readonly rejectsFile?: string;
  /** Things a person should know that are no error, such as a dropped extra column. */
  readonly warnings: readonly string[];
}

/** How to read. */
export interface ReadOptions {
  /** Name of the relation to make in the session. */
  readonly as: string;
  /** What the table must be. @default whatever the file holds, text where in doubt */
  readonly schema?: TableSchema;
  /** Whether columns beyond those of the schema are expected: they are left out without a word. @default false */
  readonly partial?: boolean;
  /** Only the first rows. @default all */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** What a write left behind. */
export interface WriteReport {
  readonly dataset: string;
  /** Files (or `file.duckdb#table`), in the order written. */
  readonly files: readonly string[];
  readonly rows: number;
  readonly bytes: number;
}

/**
 * One table; or one table per partition key, which become files in one folder with a map of keys to file names beside them;
 * or the sheets of one workbook, which becomes the file `name` in the writer's folder.
 */
export type WriteSource =
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "partitions"; readonly tables: ReadonlyMap<string, Table> }
  | {
    readonly kind: "workbook";
    /** Name of the file without its ending; a plain file name. */
    readonly name: string;
    /** Tables by the names of their sheets, in order. */
    readonly sheets: ReadonlyMap<string, Table>;
  };

/** Named readers and writers of one environment, bound to one session and one run. */
export interface Datasets {
  /**
   * Reads a configured dataset into the session. Rows that cannot be parsed or break the schema go to the rejects table.
   *
   * @throws Problem of kind `configuration` for an unknown name, `data` for a missing file, a missing column, an empty
   * table or more rejects than `max_reject_ratio` allows.
   */
  read(name: string, options: ReadOptions): Promise<ReadReport>;
  /** Files that a read of `name` would use, without reading them. @throws Problem when there are none */
  files(name: string): Promise<readonly SourceFile[]>;
  /** Writes through a configured writer; readers of the published files see the old set or the new one file by file. */
  write(name: string, source: WriteSource, options?: { readonly signal?: AbortSignal }): Promise<WriteReport>;
  /** Removes temporary files; what was read cannot be used any more. */
  close(): Promise<void>;
  /** Names that {@link Datasets.read} knows. */
  readonly readers: readonly string[];
  /** Names that {@link Datasets.write} knows. */
  readonly writers: readonly string[];
}

/** What a kind of reader is given. */
export interface ReadContext {
  readonly session: Session;
  readonly dataset: string;
  readonly options: ReadOptions;
}
