import { ChunkReader, type FileChunk } from "./csv_chunks.ts";
import type { CsvLayout } from "./csv_header.ts";
import { CR, LF, RecordScanner } from "./csv_scan.ts";

/** Rows between two marks, at most. */
const markEvery = 64;

/** Where rows of a file start. Up to the next mark there are rows and blank lines only. */
export interface RowMarks {
  /** Number of rows in the file. */
  readonly rows: number;
  /** 0-based number of the row at each mark, its byte and its line. */
  readonly ordinals: readonly number[];
  readonly offsets: readonly number[];
  readonly lines: readonly number[];
}

/** A record that was put aside. */
export interface PutAside {
  /** Index in the list of records that were asked for. */
  readonly index: number;
  readonly line: number;
  readonly bytes: Uint8Array;
}

/** What {@link indexRows} found. */
export interface RowIndex {
  readonly marks: RowMarks;
  /** Whether the whole file was gone over; a record longer than a chunk ends it. */
  readonly isWhole: boolean;
  /** How many of the records put aside were found, in order. */
  readonly found: number;
}

/**
 * Goes over a file's records once, four bytes at a time, to learn their lines; blank lines are no records. The file must
 * be well-formed, with LF or CR LF as line ends.
 *
 * @param putAside bytes that records which are no rows start at, ascending
 * @param report called with those records
 */
export async function indexRows(
  path: string,
  layout: CsvLayout,
  putAside: Float64Array,
  report: (records: readonly PutAside[]) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<RowIndex> {
  const walk = new IndexWalk(layout, putAside);
  const reader = new ChunkReader(path, layout.dataOffset, signal);
  for await (const chunk of reader.chunks()) {
    reader.used = walk.take(chunk);
    if (walk.putAside.length > 0) await report(walk.putAside);
    if (reader.used === 0 && !chunk.last) return { marks: walk.marks, isWhole: false, found: walk.found };
  }
  return { marks: walk.marks, isWhole: true, found: walk.found };
}

const ones = 0x01010101;
const highs = 0x80808080 | 0;

class IndexWalk {
  /** Records put aside that the last chunk had. */
  putAside: PutAside[] = [];
  found = 0;
  readonly #layout: CsvLayout;
  readonly #wanted: Float64Array;
  readonly #scanner: RecordScanner;
  readonly #ordinals: number[] = [];
  readonly #offsets: number[] = [];
  readonly #lines: number[] = [];
  #rows = 0;
  #rowsToMark = 0;
  #line: number;

  constructor(layout: CsvLayout, wanted: Float64Array) {
    this.#layout = layout;
    this.#wanted = wanted;
    this.#scanner = new RecordScanner(layout);
    this.#line = layout.dataLine;
  }

  get marks(): RowMarks {
    return { rows: this.#rows, ordinals: this.#ordinals, offsets: this.#offsets, lines: this.#lines };
  }

  /** Takes the whole records of a chunk, and the rest too when the file ends; returns the bytes used. */
  take({ bytes, length, offset, last }: FileChunk): number {
    this.putAside = [];
    const words = new Int32Array(bytes.buffer, 0, length >> 2);
    const { quote } = this.#layout;
    let start = 0;
    while (start < length) {
      let end = nextMark(bytes, words, start, length, quote);
      let next = end + 1;
      let lines = 1;
      if (end < length && bytes[end] === quote && quote >= 0) {
        if (!this.#scanner.scan(bytes, start, length, last)) return start;
        ({ end, next, lines } = this.#scanner);
      } else if (end === length && !last) return start;
      else if (end > start && bytes[end - 1] === CR) end--;
      if (end > start) this.#record(bytes, start, end, offset);
      this.#line += lines;
      start = next;
    }
    return length;
  }

  #record(bytes: Uint8Array, start: number, end: number, offset: number): void {
    if (offset + start === this.#wanted[this.found]) {
      const index = this.found++;
      this.putAside.push({ index, line: this.#line, bytes: bytes.slice(start, end) });
      this.#rowsToMark = 0;
      return;
    }
    this.#rows++;
    if (this.#rowsToMark-- > 0) return;
    this.#rowsToMark = markEvery - 1;
    this.#ordinals.push(this.#rows - 1);
    this.#offsets.push(offset + start);
    this.#lines.push(this.#line);
  }
}

/** Index of the first LF or quote from `from` on, or `length`; finds a byte in a word as one looks for a zero byte. */
function nextMark(bytes: Uint8Array, words: Int32Array, from: number, length: number, quote: number): number {
  let i = from;
  for (; i < length && (i & 3) !== 0; i++) if (bytes[i] === LF || bytes[i] === quote) return i;
  const lfs = LF * ones;
  const quotes = (quote < 0 ? LF : quote) * ones;
  for (let w = i >> 2; w < words.length; w++) {
    const a = words[w]! ^ lfs;
    const b = words[w]! ^ quotes;
    const hits = (((a - ones) & ~a) | ((b - ones) & ~b)) & highs;
    if (hits !== 0) return (w << 2) + ((31 - Math.clz32(hits & -hits)) >> 3);
  }
  for (i = Math.max(i, words.length << 2); i < length; i++) if (bytes[i] === LF || bytes[i] === quote) return i;
  return length;
}
