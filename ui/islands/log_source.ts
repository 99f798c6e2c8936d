import "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { request } from "./api.ts";
import { filterQuery, type LogFilter } from "./log_filter.ts";

/** An event as the API answers it. */
export interface LogEvent {
  readonly sequence: number;
  readonly time: number;
  readonly kind: string;
  readonly level: string;
  readonly text: string;
  readonly step?: string;
  readonly repeats?: number;
  /** Of an event that only stands near a hit. */
  readonly hit?: false;
  /** Where the text has what was searched for. */
  readonly spans?: readonly (readonly [number, number])[];
  readonly [name: string]: unknown;
}

/** Lines of a log by their number, read as they are needed. */
export interface LogSource {
  /** How many lines there are as far as is known. */
  readonly count: number;
  /** Whether more lines may be found. */
  readonly searching: boolean;
  line(index: number): LogEvent | undefined;
  /** The next line from `index` on, or before it, that was searched for; undefined where none is known. */
  hit(index: number, direction: 1 | -1): number | undefined;
  /** How many hits are known. */
  readonly hits: number;
  /** Reads the lines from `from` to before `to`, where they are not there; resolves to whether something came. */
  need(from: number, to: number): Promise<boolean>;
  /** An event that came. */
  add(event: LogEvent): void;
}

interface Page {
  readonly items: readonly LogEvent[];
  readonly next?: number;
  readonly last: number;
}

const pageSize = 500;
const keptPages = 60;

/** All events of a run: line 0 is event 1, pages are read where one looks. */
export class WholeLog implements LogSource {
  readonly searching = false;
  readonly #run: string;
  readonly #pages = new Map<number, readonly LogEvent[]>();
  readonly #asked = new Set<number>();
  #count: number;

  constructor(run: string, last: number) {
    this.#run = run;
    this.#count = last;
  }

  get count(): number {
    return this.#count;
  }

  line(index: number): LogEvent | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  readonly hits = 0;

  hit(): undefined {
    return undefined;
  }

  async need(from: number, to: number): Promise<boolean> {
    const [first, last] = [Math.floor(from / pageSize), Math.floor((Math.min(to, this.#count) - 1) / pageSize)];
    const missing: number[] = [];
    for (let page = Math.max(0, first); page <= last; page++) if (!this.#isWhole(page)) missing.push(page);
    const read = await Promise.all(missing.map((page) => this.#read(page)));
    return read.some(Boolean);
  }

  add(event: LogEvent): void {
    const index = event.sequence - 1;
    this.#count = Math.max(this.#count, event.sequence);
    const page = Math.floor(index / pageSize);
    const lines = this.#pages.get(page) ?? (index % pageSize === 0 ? [] : undefined);
    if (lines?.length === index % pageSize) this.#pages.set(page, [...lines, event]);
  }

  #isWhole(page: number): boolean {
    const lines = this.#pages.get(page)?.length ?? 0;
    return lines >= Math.min(pageSize, this.#count - page * pageSize);
  }

  async #read(page: number): Promise<boolean> {
    if (this.#asked.has(page)) return false;
    this.#asked.add(page);
    try {
      const { items, last } = await readPage(this.#run, { after: page * pageSize, limit: pageSize });
      this.#count = Math.max(this.#count, last);
      this.#pages.delete(page);
      this.#pages.set(page, items);
      const [oldest] = this.#pages.keys();
      if (this.#pages.size > keptPages && oldest !== undefined) this.#pages.delete(oldest);
      return true;
    } catch {
      return false;
    } finally {
      this.#asked.delete(page);
    }
  }
}

/** Events that match a filter, read from the first on. */
export class FilteredLog implements LogSource {
  readonly #run: string;
  readonly #filter: LogFilter;
  readonly #lines: LogEvent[] = [];
  /** Places of the hits among the lines. */
  readonly #hits: number[] = [];
  #next: number | undefined = 0;
  #readTo = 0;
  #latest = 0;
  /** Whether what was searched for is refused, and asking again is of no use. */
  #refused = false;
  #reading: Promise<boolean> | undefined;

  constructor(run: string, filter: LogFilter) {
    this.#run = run;
    this.#filter = filter;
  }

  get count(): number {
    return this.#lines.length;
  }

  get searching(): boolean {
    return this.#next !== undefined;
  }

  line(index: number): LogEvent | undefined {
    return this.#lines[index];
  }

  get hits(): number {
    return this.#hits.length;
  }

  hit(index: number, direction: 1 | -1): number | undefined {
    return direction > 0 ? this.#hits.find((hit) => hit > index) : this.#hits.findLast((hit) => hit < index);
  }

  async need(_from: number, to: number): Promise<boolean> {
    // One more screen than is looked at.
    if (this.#next === undefined || this.#lines.length > to + pageSize) return false;
    this.#reading ??= this.#readOn().finally(() => this.#reading = undefined);
    return await this.#reading;
  }

  add(event: LogEvent): void {
    this.#latest = Math.max(this.#latest, event.sequence);
    if (this.#latest > this.#readTo && !this.#refused) this.#next ??= this.#readTo;
  }

  async #readOn(): Promise<boolean> {
    const query = { ...filterQuery(this.#filter), after: this.#next ?? 0, limit: 1000 };
    const { items, next, last } = await readPage(this.#run, query).catch((error: unknown) => {
      this.#refused = error instanceof ApiProblem;
      if (this.#refused) this.#next = undefined;
      throw error;
    });
    const known = this.#lines.at(-1)?.sequence ?? 0;
    for (const item of items) {
      // Lines before a hit may stand on the page before already.
      if (item.sequence <= known) continue;
      if (item.hit !== false) this.#hits.push(this.#lines.length);
      this.#lines.push(item);
    }
    this.#readTo = next ?? last;
    this.#next = next ?? (this.#latest > last ? last : undefined);
    return true;
  }
}

async function readPage(run: string, query: Readonly<Record<string, unknown>>): Promise<Page> {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== "") asked.set(name, String(value));
  return await request("GET", `/api/v1/runs/${encodeURIComponent(run)}/events?${asked}`) as Page;
}
