import { refusal } from "./csv_head.ts";
import { CR, type CsvMarks, LF, RecordScanner, splitCells } from "./csv_scan.ts";

/** How a delimited file is written. */
export interface CsvDialect {
  /** One ASCII character. */
  readonly delimiter: string;
  /** One ASCII character, or "" where nothing is quoted. */
  readonly quote: string;
  /** Lines before the header (or the data). */
  readonly skipRows: number;
  /** Whether the first line after those holds the column names. */
  readonly header: boolean;
  /** One ASCII character; lines that start with it are no data. */
  readonly comment: string | undefined;
}

/** Where the header and the data of a file are. */
export interface CsvLayout extends CsvMarks {
  /** Cells of the header as they stand there, without byte order mark; empty where there is none. */
  readonly names: readonly string[];
  /** Lines before the header, or before the data where there is none. */
  readonly linesBefore: number;
  /** 1-based line of the header, or of the first data. */
  readonly headerLine: number;
  /** 0-based byte that the data starts at, and its 1-based line. */
  readonly dataOffset: number;
  readonly dataLine: number;
  /** The line end of the header, as SQL escapes it. */
  readonly lineEnd: "\\n" | "\\r\\n";
  /** Whether DuckDB finds the data by the number of lines before it; it counts quoted line ends otherwise than we do. */
  readonly isPlain: boolean;
}

/** The marks of a dialect as bytes. */
export function marksOf({ delimiter, quote, comment = "" }: CsvDialect): CsvMarks {
  const byte = (text: string) => text === "" ? -1 : text.charCodeAt(0);
  return { delimiter: byte(delimiter), quote: byte(quote), comment: byte(comment) };
}

/**
 * Finds the header and the start of the data in a file's first bytes.
 *
 * @throws Problem of kind `data` when there is no header, or when it cannot be read as one
 */
export function readLayout(head: Uint8Array, dialect: CsvDialect, path: string, isWhole: boolean): CsvLayout {
  const marks = marksOf(dialect);
  const scanner = new RecordScanner(marks);
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  let linesBefore = 0;
  const start = at;
  for (; at < head.length; at = scanner.next, linesBefore++) {
    const skipped = linesBefore < dialect.skipRows;
    if (!skipped && !dialect.header) break;
    if (!scanner.firstLine(head, at, head.length, isWhole)) throw endless(path, linesBefore + 1);
    const isBlank = scanner.end === at || head[at] === marks.comment;
    if (!skipped && !isBlank) break;
  }
  const isPlain = marks.quote < 0 || !head.subarray(start, at).includes(marks.quote);
  const before = { ...marks, linesBefore, headerLine: linesBefore + 1 };
  if (dialect.header) return { ...before, ...readNames(head, at, dialect, path, linesBefore, isWhole, isPlain) };
  const end = scanner.firstLine(head, at, head.length, true) ? scanner.end : at;
  return { ...before, names: [], dataOffset: at, dataLine: linesBefore + 1, ...lineEndAt(head, end, isPlain) };
}

function readNames(
  head: Uint8Array,
  at: number,
  dialect: CsvDialect,
  path: string,
  linesBefore: number,
  isWhole: boolean,
  isPlain: boolean,
): Pick<CsvLayout, "names" | "dataOffset" | "dataLine" | "lineEnd" | "isPlain"> {
  const place = `${path}:${linesBefore + 1}`;
  if (at >= head.length) {
    throw refusal(path, path, "it has no header line", "Put the column names into its first line.");
  }
  const scanner = new RecordScanner(marksOf(dialect));
  if (!scanner.scan(head, at, head.length, isWhole)) throw endless(path, linesBefore + 1);
  if (scanner.isTorn) {
    throw refusal(
      path,
      place,
      "a quote in its header is not closed",
      "Close it, or set the `quote` that the file uses.",
    );
  }
  const names = splitCells(decodeHeader(head.subarray(at, scanner.end), path, place), dialect.delimiter, dialect.quote);
  return {
    names,
    dataOffset: scanner.next,
    dataLine: linesBefore + 1 + scanner.lines,
    ...lineEndAt(head, scanner.end, isPlain && scanner.lines === 1),
  };
}

/** A lone CR as line end is not plain: DuckDB's line numbers and ours would differ. */
function lineEndAt(head: Uint8Array, at: number, isPlain: boolean): Pick<CsvLayout, "lineEnd" | "isPlain"> {
  const isCr = head[at] === CR;
  const lineEnd = isCr && head[at + 1] === LF ? "\\r\\n" : "\\n";
  return { lineEnd, isPlain: isPlain && (!isCr || lineEnd === "\\r\\n") };
}

function decodeHeader(bytes: Uint8Array, path: string, place: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refusal(
      path,
      place,
      "its header is not UTF-8 text",
      "Set the `encoding` that the file has, such as `latin-1`, or save it as UTF-8.",
      cause,
    );
  }
}

function endless(path: string, line: number): Error {
  return refusal(
    path,
    `${path}:${line}`,
    `line ${line} does not end within 4 MiB`,
    "Check that the file is delimited text with line ends.",
  );
}
