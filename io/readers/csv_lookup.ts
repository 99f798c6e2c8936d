import type { CsvLayout } from "./csv_header.ts";
import type { RowMarks } from "./csv_index.ts";
import { RecordScanner } from "./csv_scan.ts";

/** A row as it stands in its file. */
export interface FoundRow {
  readonly line: number;
  readonly bytes: Uint8Array;
}

const firstBlock = 8 << 10;

/**
 * Reads rows by their number, each from the mark before it.
 *
 * @param ordinals 0-based numbers of rows, ascending
 */
export function readRows(path: string, layout: CsvLayout, marks: RowMarks, ordinals: Float64Array): FoundRow[] {
  using file = Deno.openSync(path, { read: true });
  const block = new Uint8Array(firstBlock);
  const found: FoundRow[] = [];
  for (let i = 0, mark = 0; i < ordinals.length;) {
    mark = markBefore(marks.ordinals, ordinals[i]!, mark);
    const next = marks.ordinals[mark + 1] ?? Infinity;
    let end = i + 1;
    while (end < ordinals.length && ordinals[end]! < next) end++;
    found.push(...readRun(file, layout, marks, mark, ordinals.subarray(i, end), block));
    i = end;
  }
  return found;
}

/** Index of the last mark at or before a row; `from` is one that is not behind it. */
function markBefore(ordinals: readonly number[], row: number, from: number): number {
  let low = from;
  let high = ordinals.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ordinals[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Reads rows of one run; a block that is too small for them is read again, twice as large. */
function readRun(
  file: Deno.FsFile,
  layout: CsvLayout,
  { ordinals, offsets, lines }: RowMarks,
  mark: number,
  wanted: Float64Array,
  block: Uint8Array,
): FoundRow[] {
  const scanner = new RecordScanner(layout);
  for (let bytes = block;; bytes = new Uint8Array(bytes.length * 2)) {
    const length = fill(file, offsets[mark]!, bytes);
    const last = length < bytes.length;
    const found: FoundRow[] = [];
    let row = ordinals[mark]!;
    let line = lines[mark]!;
    for (let at = 0; at < length && scanner.scan(bytes, at, length, last); at = scanner.next) {
      if (scanner.end > at && row++ === wanted[found.length]) {
        found.push({ line, bytes: bytes.slice(at, scanner.end) });
      }
      line += scanner.lines;
      if (found.length === wanted.length) return found;
    }
    if (last) throw new RangeError(`Cannot find row ${wanted[found.length]}: the file has changed`);
  }
}

/** Fills a buffer with a file's bytes from `offset` on; returns how many there are. */
function fill(file: Deno.FsFile, offset: number, bytes: Uint8Array): number {
  let length = 0;
  file.seekSync(offset, Deno.SeekMode.Start);
  while (length < bytes.length) {
    const n = file.readSync(bytes.subarray(length));
    if (n === null) break;
    length += n;
  }
  return length;
}
