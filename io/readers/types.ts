import type { z } from "zod";
import type { ReadContext, SourceFile } from "../types.ts";

/** A column of the source, before any rule. */
export interface StagedColumn {
  /** Header as it stands in the source, untrimmed; trimming and the search for duplicates are the admit step's work. */
  readonly name: string;
  /** DuckDB type that the source gives it, such as `VARCHAR` or `BIGINT`. */
  readonly type: string;
  /** SQL for its value, valid in `SELECT … FROM <from>`. @default the quoted `name` */
  readonly sql?: string;
}

/** Where one row stands in its source. */
export interface RowPlace {
  readonly file: string;
  /** From 1; absent when only the file is known. */
  readonly line?: number;
  /** The row as it stands there. */
  readonly text?: string;
  /** The text of one of its cells, unquoted. */
  readonly cell?: (column: string) => string | undefined;
}

/** Rejected rows that are listed with place and text; of a flood, the others are counted only. */
export const mostListed = 250_000;

/** What a reader kind leaves for the admit step: every data row of the source, nothing checked or dropped yet. */
export interface Staged {
  /** SQL after FROM: a quoted relation of the session, or a table function over the files. */
  readonly from: string;
  /**
   * `table`: `from` is a table that the kind made for this read in the session, which the admit step renames or drops.
   * `scan`: `from` reads files anew each time and is cheap by column (Parquet); a clean read becomes a view over it.
   * `copy`: `from` must not be used after the read (an attached database, a slow parser); admitted rows are copied.
   */
  readonly storage: "table" | "scan" | "copy";
  /**
   * Whether the source declares the types of its columns, so that text is meant as text: a `007` there is no number.
   * @default false
   */
  readonly typed?: boolean;
  readonly columns: readonly StagedColumn[];
  /** SQL, valid in `SELECT … FROM <from>`, that says where a row came from. */
  readonly origin: {
    /** Source file of the row, VARCHAR. */
    readonly file: string;
    /** Line (text formats) or row number (others) in that file, from 1, BIGINT. */
    readonly line: string;
  };
  /** SQL, valid in `SELECT … FROM <from>`, for the 0-based number of a row; needed for `locate`. @default "rowid" */
  readonly rowId?: string;
  readonly files: readonly SourceFile[];
  /**
   * A quoted relation of the session with what is no row at all, such as a line that is no JSON object; columns
   * `file VARCHAR, line BIGINT, text VARCHAR, message VARCHAR`, and where the kind knows more `column VARCHAR` and
   * `rule VARCHAR`. These count as rejected, by rule `parse` unless the relation says another. @default none
   */
  readonly unparsed?: string;
  /** Rows that count as rejected too, but are too many to be listed. @default 0 */
  readonly unlisted?: number;
  /**
   * Finds rows by their {@link Staged.rowId} (ascending), for formats where a row's line is found by reading the source
   * again; asked only when rows break a rule, and then instead of `origin`.
   */
  readonly locate?: (rowids: Float64Array) => Promise<readonly (RowPlace | undefined)[]>;
  /** Cells of text that mean "no value". @default [""] */
  readonly nullValues?: readonly string[];
  readonly warnings?: readonly string[];
  /** Called once when the read is over, well or not: detach, remove temporary files. */
  readonly release?: () => Promise<void>;
}

/** What a kind is given beside its configuration. */
export interface StageContext extends ReadContext {
  /** Configuration place for problems, such as `readers.ns_sales`. */
  readonly place: string;
  /** A relation name that nobody else uses in the session; tables of that name are dropped when the read is over. */
  scratch(label: string): string;
  /** Folder for temporary files, made when needed; what is put there is removed by who put it. */
  readonly scratchDirectory: string;
  /** Size of delimited text, in bytes, from which its rows are put into files. */
  readonly filesFrom: number;
  /** A path in that folder for a file that admitted rows are read from; it is removed when the datasets are closed. */
  keptFile(name: string): string;
}

/**
 * A kind of reader: one constant, and one line in `kinds.ts`.
 *
 * `config` holds the kind's own keys (without `kind` and `max_reject_ratio`, which every reader has) as a strict zod
 * object; paths in it arrive resolved.
 */
export interface ReaderKind<Config extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence for documentation and `--help`. */
  readonly summary: string;
  readonly config: Config;
  /** Source files that a read would use. @throws Problem when there are none */
  files(config: z.infer<Config>, context: StageContext): Promise<readonly SourceFile[]>;
  /** Makes the rows available to SQL. @throws Problem with `place` for what cannot be read at all */
  stage(config: z.infer<Config>, context: StageContext): Promise<Staged>;
}

/** Identity that lets TypeScript infer the configuration type of a kind. */
export function defineReader<Config extends z.ZodObject>(kind: ReaderKind<Config>): ReaderKind<Config> {
  return kind;
}
