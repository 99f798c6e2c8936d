import { Problem } from "../../infra/errors.ts";
import { temporaryName } from "../../infra/fs.ts";
import type { TableContract } from "../schema/mod.ts";
import { quoteName } from "../sql.ts";
import type { CsvConfig } from "./csv_config.ts";
import { copyRecords } from "./csv_copy.ts";
import { indexRows, type PutAside, type RowIndex, type RowMarks } from "./csv_index.ts";
import { keepSql, lineFaults, type LoadedColumn, loadedColumns, selectSql } from "./csv_load.ts";
import type { OpenedCsv } from "./csv_open.ts";
import type { CsvParts } from "./csv_parts.ts";
import { type LineFault, UnparsedLines } from "./csv_rejects.ts";
import { mostListed, type StageContext } from "./types.ts";

/** A file whose rows are in the table. */
export interface LoadedFile {
  /** The user's file, or a copy of its rows. */
  readonly file: OpenedCsv;
  /** Number of rows before it. */
  readonly start: number;
  readonly rows: number;
  /** Where its rows stand; undefined as long as nobody asked, null when that cannot be said. */
  marks: RowMarks | null | undefined;
}

/** A line may have several faults. */
const mostFaults = 2 * mostListed;

/**
 * Loads files, one part of the rows each.
 *
 * A file is read as strictly as DuckDB can, which is its fastest and only safe way: told to put lines aside, it splits the
 * work among threads without checking that the parts fit together, and may take text inside quotes for rows. When that
 * fails, the file is read once more with bad lines put aside, and believed when the records are counted to be the same.
 * When they are not, a plain copy of its rows is read instead.
 */
export class CsvTable {
  readonly loaded: LoadedFile[] = [];
  /** What is no row. */
  readonly unparsed: UnparsedLines;
  readonly #parts: CsvParts;
  readonly #context: StageContext;
  readonly #config: CsvConfig;
  readonly #contract: TableContract | undefined;
  readonly #copies: string[] = [];
  #names: readonly string[] = [];
  #left: number;

  constructor(parts: CsvParts, context: StageContext, config: CsvConfig, contract: TableContract | undefined) {
    this.#parts = parts;
    this.unparsed = new UnparsedLines(context.session, context.scratch("csv_unparsed"), config.null_values, contract);
    this.#context = context;
    this.#config = config;
    this.#contract = contract;
    this.#left = context.options.limit ?? Infinity;
  }

  get columns(): readonly LoadedColumn[] {
    return this.#columnsOf(this.#names);
  }

  /** Makes ready for files that have these columns between them. */
  async create(names: readonly string[]): Promise<void> {
    this.#names = names;
    await this.unparsed.create();
  }

  /** Loads a file. @throws Problem of kind `data` when it cannot be read at all */
  async add(file: OpenedCsv): Promise<void> {
    try {
      if (this.#left > 0) await this.#add(file);
    } catch (error) {
      if (!(error instanceof Error) || !/^[A-Z][A-Za-z ]* Error: /.test(error.message)) throw error;
      throw new Problem("data", `Cannot read "${file.path}": ${error.message.split("\n")[0]}`, {
        place: file.path,
        remedy: "Check that the file is there, may be read, and is delimited text.",
        cause: error,
      });
    }
  }

  #columnsOf(present: readonly string[]): readonly LoadedColumn[] {
    return loadedColumns(present, this.#names, this.#config, this.#contract);
  }

  async #add(file: OpenedCsv): Promise<void> {
    if (!this.#mustCopy(file) && (await this.#strictly(file) || await this.#tolerantly(file))) return;
    const copy = await this.#copy(file);
    if (await this.#strictly(copy) || await this.#tolerantly(copy)) return;
    throw new Problem("data", `Cannot read "${file.path}": it is not the same when it is read twice`, {
      place: file.path,
      remedy: "Wait until whoever writes the file is done, and check that it is delimited text.",
    });
  }

  /** Removes copies of files. */
  async release(): Promise<void> {
    for (const copy of this.#copies.splice(0)) await Deno.remove(copy).catch(() => undefined);
  }

  /** Whether DuckDB would read the file otherwise than is told of the reader's keys. */
  #mustCopy({ layout, dialect, names }: OpenedCsv): boolean {
    return !layout.isPlain || dialect.comment !== undefined || names.length === 1 || Number.isFinite(this.#left);
  }

  /** Reads a file in which every line can be parsed; false when one cannot. */
  async #strictly(file: OpenedCsv): Promise<boolean> {
    const select = selectSql(file, this.#columnsOf(file.names), this.#config, undefined);
    const part = this.#context.scratch("csv_part");
    try {
      await this.#run(this.#parts.makeSql(part, select));
      await this.#take(part, file, await this.#rowsOf(part), undefined);
      return true;
    } catch (error) {
      await this.#parts.drop(part);
      if (isParserError(error)) return false;
      throw error;
    }
  }

  /** Reads a file with the lines that cannot be parsed put aside; false when the result is not sound. */
  async #tolerantly(file: OpenedCsv): Promise<boolean> {
    const { scratch } = this.#context;
    const [part, faults] = [scratch("csv_part"), scratch("csv_faults")];
    const tables = { rejects: scratch("csv_rejects"), scans: scratch("csv_scans"), limit: mostFaults };
    const select = selectSql(file, this.#columnsOf(file.names), this.#config, tables);
    let taken = false;
    try {
      await this.#run(
        `${this.#parts.makeSql(part, select)};
         ${keepSql(faults, tables)};
         DROP TABLE ${quoteName(tables.rejects)}; DROP TABLE ${quoteName(tables.scans)}`,
      );
      const lines = await this.#faultyLines(faults);
      if (lines.fault.includes(lineFaults.other)) return false;
      const rows = await this.#rowsOf(part);
      const marks = await this.#explain(file, lines, rows);
      if (marks === undefined) return false;
      await this.#take(part, file, rows, marks);
      return taken = true;
    } catch (error) {
      if (isParserError(error)) return false;
      throw error;
    } finally {
      if (!taken) await this.#parts.drop(part).catch(() => undefined);
    }
  }

  async #rowsOf(part: string): Promise<number> {
    const sql = `SELECT count(*) AS n FROM ${this.#parts.fromPart(part)}`;
    return (await this.#context.session.row<{ n: number }>(sql))?.n ?? 0;
  }

  async #take(part: string, file: OpenedCsv, rows: number, marks: LoadedFile["marks"]): Promise<void> {
    await this.#parts.take(part, rows);
    const start = this.loaded.reduce((sum, before) => sum + before.rows, 0);
    this.loaded.push({ file, start, rows, marks });
  }

  async #faultyLines(faults: string): Promise<FaultyLines> {
    const { session, options: { signal } } = this.#context;
    const columns = await session.columns(
      `SELECT start, fault, col, sum(n) OVER () AS total FROM ${quoteName(faults)} ORDER BY start`,
      [],
      { signal },
    );
    const column = (name: string) => columns.get(name) ?? new Float64Array();
    return { at: column("start"), fault: column("fault"), column: column("col"), total: column("total")[0] ?? 0 };
  }

  /** Goes over the file to tell of faulty lines; undefined when it does not have the same records as the table. */
  async #explain(file: OpenedCsv, lines: FaultyLines, rows: number): Promise<RowMarks | null | undefined> {
    const report = (records: readonly PutAside[]) =>
      this.unparsed.add(
        file,
        records.map(({ index, line, bytes }) => ({
          line: file.lineOf(line),
          bytes,
          fault: faultNames[lines.fault[index]!]!,
          column: lines.column[index],
        })),
      );
    const kept = this.unparsed.mark();
    const index = await this.#index(file, lines.at, report);
    const more = index.marks.rows - rows;
    const isFlood = lines.total >= mostFaults;
    if (index.isWhole && index.found === lines.at.length && (isFlood ? more >= 0 : more === 0)) {
      this.unparsed.unlisted += more;
      return isFlood ? null : index.marks;
    }
    await this.unparsed.restore(kept, file);
    return undefined;
  }

  #index(file: OpenedCsv, putAside: Float64Array, report: (records: readonly PutAside[]) => Promise<void>) {
    return indexRows(file.readPath, file.layout, putAside, report, this.#context.options.signal);
  }

  /** A copy of the file's rows that every parser reads alike; its other records are put aside. */
  async #copy(file: OpenedCsv): Promise<OpenedCsv> {
    const { scratchDirectory, options: { signal } } = this.#context;
    await Deno.mkdir(scratchDirectory, { recursive: true });
    const readPath = temporaryName(`${scratchDirectory}/rows.csv`);
    this.#copies.push(readPath);
    const { records, hasLineEnds, lineOf } = await copyRecords(file.readPath, readPath, file.layout, {
      columns: file.names.length,
      limit: this.#left,
      signal,
      report: (bad) => this.unparsed.add(file, bad),
    });
    this.#left -= records;
    return {
      ...file,
      readPath,
      inOrder: hasLineEnds,
      lineOf,
      dialect: { ...file.dialect, header: false, comment: undefined, skipRows: 0 },
      layout: { ...file.layout, linesBefore: 0, dataOffset: 0, dataLine: 1, lineEnd: "\\n", isPlain: true },
    };
  }

  #run(sql: string): Promise<number> {
    return this.#context.session.run(sql, [], { signal: this.#context.options.signal });
  }
}

/** Lines that DuckDB put aside, by the byte that they start at. */
interface FaultyLines {
  readonly at: Float64Array;
  /** One of {@link lineFaults}. */
  readonly fault: Float64Array;
  readonly column: Float64Array;
  /** Number of faults, several in a line counted each. */
  readonly total: number;
}

const faultNames: Readonly<Record<number, LineFault["fault"]>> = {
  [lineFaults.number]: "number",
  [lineFaults.cells]: "cells",
  [lineFaults.encoding]: "encoding",
};

function isParserError(error: unknown): boolean {
  return error instanceof Error && !(error instanceof Problem) &&
    /^(Invalid Input|Conversion|Not implemented|CSV) Error/i.test(error.message);
}

/** The index of a file that was read strictly; null when it does not have the table's rows. */
export async function marksOf(loaded: LoadedFile, signal: AbortSignal | undefined): Promise<RowMarks | null> {
  if (loaded.marks === undefined) {
    const { file, rows } = loaded;
    const ignore = () => Promise.resolve();
    const index: RowIndex = await indexRows(file.readPath, file.layout, new Float64Array(), ignore, signal);
    loaded.marks = index.isWhole && index.marks.rows === rows ? index.marks : null;
  }
  return loaded.marks;
}
