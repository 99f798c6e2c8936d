import type { InsightReader } from "../../../pipeline/engine/mod.ts";
import type { Clock } from "../../../infra/clock.ts";
import { dayOf, type DayOfOne } from "./figures.ts";

/** Milliseconds of a day. */
export const day = 86_400_000;

/** What a day holds, by job or asset. */
export type Day = ReadonlyMap<string, DayOfOne>;

/** Milliseconds for which an answer about a day is good: of one in which runs may still end, and of one long ago. */
const [freshNow, freshThen] = [5_000, 3_600_000];
/** Days that are kept, of each kind. */
const mostDays = 200;

/** Reads days one by one, the history's other readers between them; those that are over are read once an hour. */
export class DayReader {
  readonly #read: InsightReader[keyof InsightReader];
  readonly #clock: Clock;
  readonly #known = new Map<number, { readonly at: number; readonly facts: Promise<Day> }>();

  constructor(read: InsightReader[keyof InsightReader], clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** Days from the one that starts at `first` to the one that starts at `last`, in UTC. */
  async days(first: number, last: number): Promise<readonly Day[]> {
    const found: Day[] = [];
    for (let start = first; start <= last; start += day) found.push(await this.#day(start));
    while (this.#known.size > mostDays) this.#known.delete(this.#known.keys().next().value!);
    return found;
  }

  async #day(start: number): Promise<Day> {
    const now = this.#clock.elapsed();
    const known = this.#known.get(start);
    const fresh = this.#clock.now() - start > 3 * day ? freshThen : freshNow;
    if (known !== undefined && now - known.at < fresh) return await known.facts;
    const facts = this.#read({ since: start, until: start + day }).then(dayOf);
    // Put last, so that the oldest answers are dropped first.
    this.#known.delete(start);
    this.#known.set(start, { at: now, facts });
    try {
      return await facts;
    } catch (error) {
      this.#known.delete(start);
      throw error;
    }
  }
}
