/** How the records of a delimited file are told apart, as bytes. */
export interface CsvMarks {
  readonly delimiter: number;
  /** -1 where nothing is quoted. */
  readonly quote: number;
  /** First byte of a line that is no data; -1 for none. */
  readonly comment: number;
}

/** Line feed. */
export const LF = 10;
/** Carriage return. */
export const CR = 13;
const SPACE = 32;

/**
 * Finds the end of one record after another, byte by byte, the way DuckDB does where the text is well-formed: a quote opens
 * a cell when nothing, or one space, stands before it, and after the closing one only spaces may follow.
 */
export class RecordScanner {
  /** Index after the record's last byte, its line end left out. */
  end = 0;
  /** Index of the next record. */
  next = 0;
  /** Number of cells. */
  cells = 0;
  /** Lines that the record spans: LF, CR LF and CR each end one. */
  lines = 1;
  /** Whether a quote is not closed, or goes on after it was closed; then the record is no more than its first line. */
  isTorn = false;
  /** Whether a byte is outside ASCII. */
  isWide = false;
  readonly #delimiter: number;
  readonly #quote: number;

  constructor({ delimiter, quote }: CsvMarks) {
    this.#delimiter = delimiter;
    this.#quote = quote;
  }

  /**
   * Scans the record at `start`; false when it may go on behind `length`.
   *
   * @param last whether the file ends at `length`
   */
  scan(bytes: Uint8Array, start: number, length: number, last: boolean): boolean {
    this.cells = 1;
    this.lines = 1;
    this.isTorn = false;
    let wide = 0;
    let cellStart = start;
    for (let i = start; i < length; i++) {
      const byte = bytes[i]!;
      wide |= byte;
      if (byte === this.#delimiter) {
        this.cells++;
        cellStart = i + 1;
      } else if (byte === LF || byte === CR) {
        this.isWide = wide > 127;
        return this.#endsAt(bytes, i, length, last);
      } else if (byte === this.#quote && (i === cellStart || (i === cellStart + 1 && bytes[cellStart] === SPACE))) {
        const closed = this.#quoted(bytes, i + 1, length, last);
        if (closed === undefined) return false;
        if (closed < 0) return this.firstLine(bytes, start, length, last);
        for (let k = i; k < closed; k++) wide |= bytes[k]!;
        i = closed - 1;
      }
    }
    this.isWide = wide > 127;
    this.end = this.next = length;
    return last;
  }

  /** Takes the first line at `start` as a torn record; false when it may go on behind `length`. */
  firstLine(bytes: Uint8Array, start: number, length: number, last: boolean): boolean {
    this.lines = 1;
    this.isTorn = this.isWide = true;
    for (let i = start; i < length; i++) {
      if (bytes[i] === LF || bytes[i] === CR) return this.#endsAt(bytes, i, length, last);
    }
    this.end = this.next = length;
    return last;
  }

  #endsAt(bytes: Uint8Array, at: number, length: number, last: boolean): boolean {
    if (bytes[at] === CR && at + 1 === length && !last) return false;
    this.end = at;
    this.next = bytes[at] === CR && at + 1 < length && bytes[at + 1] === LF ? at + 2 : at + 1;
    return true;
  }

  /** Index after a quoted cell whose content starts at `from`; -1 when it is torn, undefined when it may go on. */
  #quoted(bytes: Uint8Array, from: number, length: number, last: boolean): number | undefined {
    for (let i = from; i < length; i++) {
      const byte = bytes[i];
      if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) this.lines++;
      if (byte !== this.#quote) continue;
      if (i + 1 === length) return last ? length : undefined;
      if (bytes[i + 1] === this.#quote) i++;
      else return this.#closed(bytes, i + 1, length, last);
    }
    return last ? -1 : undefined;
  }

  /** After a closing quote, nothing but spaces may come before the cell ends. */
  #closed(bytes: Uint8Array, from: number, length: number, last: boolean): number | undefined {
    let i = from;
    while (i < length && bytes[i] === SPACE) i++;
    if (i === length) return last ? length : undefined;
    const byte = bytes[i];
    return byte === this.#delimiter || byte === LF || byte === CR ? i : -1;
  }
}

/** Cells of a record's text, unquoted. */
export function splitCells(text: string, delimiter: string, quote: string): string[] {
  if (quote === "" || !text.includes(quote)) return text.split(delimiter);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  let closed = false;
  for (let i = 0; i < text.length; i++) {
    const mark = text[i]!;
    if (quoted && mark === quote && text[i + 1] === quote) cell += text[++i];
    else if (quoted && mark === quote) [quoted, closed] = [false, true];
    else if (quoted) cell += mark;
    else if (mark === delimiter) {
      cells.push(cell);
      [cell, closed] = ["", false];
    } else if (!closed && mark === quote && (cell === "" || cell === " ")) [quoted, cell] = [true, ""];
    else if (!closed) cell += mark;
  }
  return [...cells, cell];
}
