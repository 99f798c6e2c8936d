import { ChunkReader, type FileChunk } from "./csv_chunks.ts";
import type { CsvLayout } from "./csv_header.ts";
import { CR, LF, RecordScanner } from "./csv_scan.ts";

/** Longest record in bytes, as of DuckDB. */
export const longestRecord = 2_000_000;

/** Bytes of a record that are kept as its text. */
export const longestText = 10_000;

/** Why a record cannot be a row. */
export type RecordFault = "cells" | "encoding" | "length" | "quote";

/** A record that cannot be a row. */
export interface BadRecord {
  readonly line: number;
  /** Its start, at most {@link longestText} bytes. */
  readonly bytes: Uint8Array;
  readonly fault: RecordFault;
  readonly cells: number;
}

/** What of a copy differs from the original. */
export interface RecordCopy {
  /** Records that were looked at, good or bad. */
  readonly records: number;
  /** Whether a row has line ends inside quotes. */
  readonly hasLineEnds: boolean;
  /** The line of the original that a line of the copy was. */
  readonly lineOf: (line: number) => number;
}

/** How to copy. */
export interface CopyOptions {
  /** Cells of a row. */
  readonly columns: number;
  /** Records to copy, good or bad. @default all */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with records that cannot be rows. */
  readonly report: (records: readonly BadRecord[]) => Promise<void>;
}

/**
 * Copies the records of a file that can be rows, one LF after each, without header, blank lines and comments: what is left is
 * read alike by every parser. A record is torn where its quotes are wrong; then its first line is a bad record, and the next
 * line is looked at anew, so that one stray quote does not swallow the lines behind it.
 */
export async function copyRecords(
  path: string,
  target: string,
  layout: CsvLayout,
  options: CopyOptions,
): Promise<RecordCopy> {
  const walk = new CopyWalk(layout, options);
  const reader = new ChunkReader(path, layout.dataOffset, options.signal);
  using copy = await Deno.open(target, { write: true, createNew: true });
  for await (const chunk of reader.chunks()) {
    reader.used = walk.take(chunk);
    for (let out = walk.copied; out.length > 0;) out = out.subarray(await copy.write(out));
    if (walk.bad.length > 0) await options.report(walk.bad);
    if (walk.isDone) break;
  }
  return walk.result;
}

class CopyWalk {
  bad: BadRecord[] = [];
  readonly #layout: CsvLayout;
  readonly #columns: number;
  readonly #scanner: RecordScanner;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  /** Lines of the copy from which on the original's lines are so many further. */
  readonly #changes: number[] = [];
  readonly #shifts: number[] = [];
  #out = new Uint8Array();
  #filled = 0;
  readonly #limit: number;
  #records = 0;
  #line: number;
  #copyLine = 1;
  #hasLineEnds = false;
  /** Whether the rest of a line that is too long is passed over. */
  #inLongLine = false;

  constructor(layout: CsvLayout, { columns, limit = Infinity }: CopyOptions) {
    this.#layout = layout;
    this.#columns = columns;
    this.#scanner = new RecordScanner(layout);
    this.#limit = limit;
    this.#line = layout.dataLine;
  }

  get copied(): Uint8Array {
    return this.#out.subarray(0, this.#filled);
  }

  get isDone(): boolean {
    return this.#records >= this.#limit;
  }

  get result(): RecordCopy {
    const [changes, shifts] = [this.#changes, this.#shifts];
    const lineOf = (line: number) => line + (shifts[lastAtMost(changes, line)] ?? 0);
    return { records: this.#records, hasLineEnds: this.#hasLineEnds, lineOf };
  }

  /** Takes the whole records of a chunk, and the rest too when the file ends; returns the bytes used. */
  take({ bytes, length, last }: FileChunk): number {
    this.bad = [];
    this.#filled = 0;
    if (this.#out.length < length + 1) this.#out = new Uint8Array(length + 1);
    let at = 0;
    while (at < length && !this.isDone) {
      const next = this.#inLongLine ? this.#longLine(bytes, at, length, last) : this.#record(bytes, at, length, last);
      if (next === undefined) return at;
      at = next;
    }
    return length;
  }

  /** Start of the next record; undefined when this one may go on behind `length`. */
  #record(bytes: Uint8Array, start: number, length: number, last: boolean): number | undefined {
    const scanner = this.#scanner;
    const reach = Math.min(length, start + longestRecord + 2);
    if (!scanner.scan(bytes, start, reach, last && reach === length)) {
      if (reach === length) return undefined;
      if (!scanner.firstLine(bytes, start, reach, false)) {
        this.#putAside(bytes, start, reach, "length");
        this.#inLongLine = true;
        return reach;
      }
    }
    const { end, next, lines } = scanner;
    if (end > start && bytes[start] !== this.#layout.comment) {
      const fault = this.#fault(bytes, start, end);
      if (fault === undefined) this.#copy(bytes, start, end, lines);
      else this.#putAside(bytes, start, end, fault);
    }
    this.#line += lines;
    return next;
  }

  #longLine(bytes: Uint8Array, start: number, length: number, last: boolean): number | undefined {
    if (!this.#scanner.firstLine(bytes, start, length, last)) {
      return bytes[length - 1] === CR ? (length - 1 > start ? length - 1 : undefined) : length;
    }
    this.#inLongLine = false;
    this.#line++;
    return this.#scanner.next;
  }

  #fault(bytes: Uint8Array, start: number, end: number): RecordFault | undefined {
    const { isTorn, isWide, cells } = this.#scanner;
    if (end - start > longestRecord) return "length";
    if (isWide && !this.#isUtf8(bytes.subarray(start, end))) return "encoding";
    if (isTorn) return "quote";
    const surplus = cells - this.#columns;
    return surplus === 0 || (surplus === 1 && this.#endsEmpty(bytes, end)) ? undefined : "cells";
  }

  /** A delimiter at the end of a line is no cell of its own. */
  #endsEmpty(bytes: Uint8Array, end: number): boolean {
    const { delimiter, quote } = this.#layout;
    if (bytes[end - 1] === delimiter) return true;
    return bytes[end - 1] === quote && bytes[end - 2] === quote && bytes[end - 3] === delimiter;
  }

  #isUtf8(record: Uint8Array): boolean {
    try {
      this.#decoder.decode(record);
      return true;
    } catch {
      return false;
    }
  }

  #copy(bytes: Uint8Array, start: number, end: number, lines: number): void {
    const shift = this.#line - this.#copyLine;
    if (shift !== (this.#shifts.at(-1) ?? 0)) {
      this.#changes.push(this.#copyLine);
      this.#shifts.push(shift);
    }
    for (let i = start; i < end; i++) this.#out[this.#filled++] = bytes[i]!;
    this.#out[this.#filled++] = LF;
    this.#copyLine += lines;
    this.#hasLineEnds ||= lines > 1;
    this.#records++;
  }

  #putAside(bytes: Uint8Array, start: number, end: number, fault: RecordFault): void {
    const { cells } = this.#scanner;
    const text = bytes.slice(start, Math.min(end, start + longestText));
    this.bad.push({ line: this.#line, bytes: text, fault, cells });
    this.#records++;
  }
}

/** Index of the last of some ascending numbers that is at most `value`; -1 when there is none. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = -1;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
