import { Problem } from "../../infra/errors.ts";

/** How a delimited file is written. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
  /** Lines before the header (or the data). */
  readonly skipRows: number;
  /** Whether the first line after those holds the column names. */
  readonly header: boolean;
  /** Lines that start with this are no data. */
  readonly comment: string | undefined;
}

/** Bytes of a file's start that are looked at. */
export const headBytes = 4 << 20;

const signatures: readonly (readonly [bytes: readonly number[], what: string, remedy: string])[] = [
  [[0x50, 0x41, 0x52, 0x31], "it is a Parquet file", "Set `kind: parquet` for it."],
  [
    [0x50, 0x4b, 0x03, 0x04],
    "it is a ZIP file, such as an Excel workbook",
    "Set `kind: excel` for a workbook, or unpack it.",
  ],
  [[0x1f, 0x8b], "it is compressed with gzip", "Unpack it."],
  [[0xff, 0xfe], "it is encoded in UTF-16", "Set `encoding: utf-16` for it."],
  [[0xfe, 0xff], "it is encoded in UTF-16, big-endian", "Save it as UTF-8."],
];

/**
 * Refuses a file that is not text in UTF-8 by its first bytes.
 *
 * @throws Problem of kind `data` for an empty file, another format, another encoding, or bytes that text does not have
 */
export function assertText(head: Uint8Array, path: string): void {
  if (head.length === 0) throw refusal(path, "the file is empty", "Put the data there.");
  for (const [bytes, what, remedy] of signatures) {
    if (bytes.every((byte, i) => head[i] === byte)) throw refusal(path, what, remedy);
  }
  const control = head.subarray(0, 65536).findIndex((byte) => byte < 9 || (byte > 13 && byte < 27));
  if (control >= 0 && !isLoneNul(head, control)) {
    throw refusal(
      path,
      `it is not text: byte ${control + 1} is ${head[control]}`,
      "Check that the file is what the reader's `kind` says.",
    );
  }
}

/** A single NUL amid text is a bad cell, put aside with its line; several in a row or early ones are no text at all. */
function isLoneNul(head: Uint8Array, at: number): boolean {
  const sample = head.subarray(0, 65536);
  return head[at] === 0 && sample.filter((byte) => byte === 0).length <= Math.max(4, sample.length / 1000);
}

/** The header of a file, and where the data starts. */
export interface CsvHeader {
  /** Names as they stand in the file, without the byte order mark. */
  readonly names: readonly string[];
  /** 1-based line of the header. */
  readonly line: number;
}

/**
 * Reads the header line.
 *
 * @throws Problem of kind `data` when there is none within the first 4 MiB, or when cells are not closed
 */
export function readHeader(head: Uint8Array, dialect: CsvDialect, path: string): CsvHeader {
  const text = new TextDecoder().decode(head).replace(/^\ufeff/, "");
  let line = 1;
  let at = 0;
  for (let skipped = 0; at < text.length;) {
    const end = lineEnd(text, at);
    const content = text.slice(at, end);
    const ignored = skipped < dialect.skipRows || content === "" ||
      (dialect.comment !== undefined && content.startsWith(dialect.comment));
    if (!ignored) return { names: splitCells(text, at, dialect), line };
    if (skipped < dialect.skipRows) skipped++;
    at = end + (text.startsWith("\r\n", end) ? 2 : 1);
    line++;
  }
  throw refusal(path, "it has no header line", "Put the column names into its first line.");
}

function lineEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\r\n]/);
  return found < 0 ? text.length : from + found;
}

/** Cells of the record that starts at `at`. */
export function splitCells(text: string, at: number, { delimiter, quote }: CsvDialect): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = at;; i++) {
    const mark = text[i];
    if (mark === undefined || (!quoted && (mark === "\n" || mark === "\r"))) break;
    if (quoted && mark === quote) {
      if (text[i + 1] === quote) cell += text[++i];
      else quoted = false;
    } else if (!quoted && mark === quote && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (!quoted && text.startsWith(delimiter, i)) {
      cells.push(cell);
      cell = "";
      i += delimiter.length - 1;
    } else cell += mark;
  }
  return [...cells, cell];
}

const delimiters = [",", ";", "\t", "|"];

/** The delimiter that the header seems to use, when it is not the given one; undefined when nothing speaks for another. */
export function likelyDelimiter(headerLine: string, given: string): string | undefined {
  const count = (mark: string) => headerLine.split(mark).length - 1;
  const best = delimiters.filter((mark) => mark !== given).sort((a, b) => count(b) - count(a))[0];
  return best !== undefined && count(best) > count(given) ? best : undefined;
}

function refusal(path: string, what: string, remedy: string): Problem {
  return new Problem("data", `Cannot read "${path}": ${what}`, { place: path, remedy });
}
