import type { CsvDialect } from "./csv_head.ts";

/** Where a record of a delimited file stands. */
export interface RecordPlace {
  /** 1-based line of its first character. */
  readonly line: number;
  /** Its text, at most 10,000 bytes of it. */
  readonly text: string;
}

/** What to look up in a file. */
export interface WantedRecords {
  /**
   * Records that the parser put aside, by the line number that it gives them: it counts a record as one line, also when
   * there are line ends inside quotes.
   */
  readonly passedOver: ReadonlySet<number>;
  /** 0-based positions among the data records that were not put aside, ascending. */
  readonly ordinals: Float64Array;
}

/** What was found. */
export interface FoundRecords {
  /** Places in the order of the wanted ordinals; undefined for one that the file does not have. */
  readonly places: readonly (RecordPlace | undefined)[];
  /** The parser's line number to the physical one, for the records that it put aside. */
  readonly physicalLines: ReadonlyMap<number, number>;
}

const longestText = 10_000;
const chunkBytes = 4 << 20;
const LF = 10;
const CR = 13;
const SPACE = 32;

/**
 * Finds physical lines and raw texts of records by reading the file once as bytes: DuckDB counts records, not lines, and
 * knows no position of a row that parses but breaks a rule.
 */
export async function locateRecords(
  path: string,
  dialect: CsvDialect,
  columns: number,
  wanted: WantedRecords,
): Promise<FoundRecords> {
  const walk = new RecordWalk(dialect, columns, wanted);
  using file = await Deno.open(path, { read: true });
  let buffer = new Uint8Array(chunkBytes);
  let filled = 0;
  for (;;) {
    if (filled === buffer.length) buffer = grow(buffer);
    const n = await file.read(buffer.subarray(filled));
    filled += n ?? 0;
    const used = walk.records(buffer.subarray(0, filled), n === null);
    buffer.copyWithin(0, used, filled);
    filled -= used;
    if (n === null) return walk.found;
  }
}

function grow(buffer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(buffer.length * 2);
  larger.set(buffer);
  return larger;
}

/** Goes from record to record: skipped lines, then the header, then data; empty lines are no records, comments neither. */
class RecordWalk {
  readonly #dialect: CsvDialect;
  readonly #wanted: WantedRecords;
  readonly #blankIsRecord: boolean;
  readonly #places: (RecordPlace | undefined)[] = [];
  readonly #physicalLines = new Map<number, number>();
  #lineEnd = LF;
  #started = false;
  #toSkip: number;
  #headerPending: boolean;
  #line = 1;
  #parserLine = 1;
  #ordinal = 0;

  constructor(dialect: CsvDialect, columns: number, wanted: WantedRecords) {
    this.#dialect = dialect;
    this.#wanted = wanted;
    this.#blankIsRecord = columns === 1;
    this.#toSkip = dialect.skipRows;
    this.#headerPending = dialect.header;
  }

  get found(): FoundRecords {
    return { places: this.#places, physicalLines: this.#physicalLines };
  }

  /** Takes the whole records at the start of `bytes`, and what is left too when the file ends; returns the bytes used. */
  records(bytes: Uint8Array, last: boolean): number {
    if (!this.#started) {
      this.#started = true;
      if (!bytes.includes(LF) && bytes.includes(CR)) this.#lineEnd = CR;
    }
    const quote = this.#dialect.quote === "" ? -1 : this.#dialect.quote.charCodeAt(0);
    let nextQuote = quote < 0 ? Infinity : find(bytes, quote, 0);
    let at = 0;
    while (at < bytes.length) {
      let end = find(bytes, this.#lineEnd, at);
      if (nextQuote < at) nextQuote = find(bytes, quote, at);
      if (nextQuote < end) end = this.#quotedEnd(bytes, at, quote);
      if (end === Infinity && !last) break;
      const stop = Math.min(end, bytes.length);
      this.#record(bytes.subarray(at, stop), nextQuote < stop);
      at = stop + 1;
    }
    return Math.min(at, bytes.length);
  }

  /** End of a record that has quotes: the first line end outside them. */
  #quotedEnd(bytes: Uint8Array, from: number, quote: number): number {
    const delimiter = this.#dialect.delimiter.charCodeAt(0);
    let quoted = false;
    let cellStart = true;
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i];
      if (quoted) {
        if (byte !== quote) continue;
        if (bytes[i + 1] === quote) i++;
        else quoted = false;
      } else if (byte === this.#lineEnd) return i;
      else if (byte === quote && cellStart) quoted = true;
      else cellStart = byte === delimiter || (cellStart && byte === SPACE);
    }
    return Infinity;
  }

  #record(bytes: Uint8Array, hasQuotes: boolean): void {
    const line = this.#line;
    const parserLine = this.#parserLine++;
    this.#line += 1 + (hasQuotes ? count(bytes, this.#lineEnd) : 0);
    const content = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
    if (this.#toSkip > 0) this.#toSkip--;
    else if (content.length === 0 && !(this.#blankIsRecord && !this.#headerPending)) return;
    else if (this.#isComment(content)) return;
    else if (this.#headerPending) this.#headerPending = false;
    else if (this.#wanted.passedOver.has(parserLine)) this.#physicalLines.set(parserLine, line);
    else if (this.#ordinal++ === this.#wanted.ordinals[this.#places.length]) {
      this.#places.push({ line, text: new TextDecoder().decode(content.subarray(0, longestText)) });
    }
  }

  #isComment(content: Uint8Array): boolean {
    return this.#dialect.comment !== undefined && content[0] === this.#dialect.comment.charCodeAt(0);
  }
}

function find(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? Infinity : at;
}

function count(bytes: Uint8Array, byte: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found++;
  return found;
}
