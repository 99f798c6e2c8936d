import type { z } from "zod";
import type { Session } from "../duckdb/types.ts";
import type { Table, WriteReport, WriteSource } from "../types.ts";

/** What a kind of writer is given beside its configuration. */
export interface WriteContext {
  readonly session: Session;
  /** Name of the dataset, for messages and reports. */
  readonly dataset: string;
  /** Configuration place for problems, such as `writers.sales_by_category`. */
  readonly place: string;
  /** The run that writes; names the files of writers that keep one per run. @default none */
  readonly run?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A kind of writer: one constant, and one line in `kinds.ts`.
 *
 * `config` holds the kind's own keys (without `kind`) as a strict zod object; paths in it arrive resolved.
 */
export interface WriterKind<Config extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence for documentation and `--help`. */
  readonly summary: string;
  readonly config: Config;
  /**
   * Writes one table, or one per partition; what stood there before is replaced whole or, on failure, untouched.
   *
   * @throws Problem of kind `data` for an empty table or no partitions, `pipeline` for a place that cannot be written
   */
  write(config: z.infer<Config>, source: WriteSource, context: WriteContext): Promise<WriteReport>;
}

/** Identity that lets TypeScript infer the configuration type of a kind. */
export function defineWriter<Config extends z.ZodObject>(kind: WriterKind<Config>): WriterKind<Config> {
  return kind;
}

/** How one table becomes one file; folders, temporary names, maps and messages are the same for every format. */
export interface FileFormat<Config> {
  /** File extension of partitions, without the dot. */
  readonly extension: string;
  /**
   * Writes `table` to the new file `temporary` and returns the number of rows written.
   *
   * @throws Problem of kind `data` for a table that the format cannot hold
   */
  write(table: Table, temporary: string, config: Config, context: WriteContext): Promise<number>;
  /**
   * Writes several tables by name to the new file `temporary` and returns the number of rows written; absent for formats
   * that hold one table.
   *
   * @throws Problem of kind `data` for tables that the format cannot hold
   */
  writeSheets?(
    sheets: ReadonlyMap<string, Table>,
    temporary: string,
    config: Config,
    context: WriteContext,
  ): Promise<number>;
}
