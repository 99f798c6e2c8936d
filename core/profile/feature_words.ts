/** How sentences speak of a feature. */
export type FeatureWords =
  /** An amount: "high BABY CARE", "BABY CARE above 12 %". */
  | { readonly kind: "amount"; readonly label: string; readonly short: string; readonly unit: "%" | null }
  /** Whether a text has a level, as 1 or 0: "mostly urban". */
  | { readonly kind: "level"; readonly label: string; readonly short: string; readonly text: string };

/** Options of {@link featureWords}. */
export interface FeatureWordsOptions {
  /** What columns of percentages begin with. @default "% Sales " */
  readonly sharePrefix?: string;
  /** Whether a column holds only 0 and 1; without it a column with `=` in its name counts as such. */
  readonly isFlag?: (column: number) => boolean;
}

const abbreviations: ReadonlyMap<string, string> = new Map([
  ["avg", "average"],
  ["med", "median"],
  ["cnt", "count"],
  ["num", "number of"],
  ["nbr", "number"],
  ["pct", "percent"],
  ["hhi", "household income"],
  ["hh", "households"],
  ["inc", "income"],
  ["pop", "population"],
  ["sqft", "square foot"],
  ["foottraffic", "foot traffic"],
  ["urbancity", "urbanicity"],
  ["desc", "description"],
  ["dsc", "description"],
  ["yr", "year"],
]);

/**
 * Words for features by their column names. Shares (`% Sales X`) are called X, as the analysts do; `% Sales X`, `% Sales
 * Y` of one category lose words that all of them end or begin with in their short form. `NAME=LEVEL`, which stands for a
 * text, is called by its level, and a level such as `none` with its text. Names with underscores are taken apart and abbreviations written out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { featureWords } from "./feature_words.ts";
 *
 * const words = featureWords(["% Sales KIDS CANDY", "% Sales VALUE CANDY", "avg_dwell_time", "area=urban"]);
 * assert.deepEqual(words.map(({ short }) => short), ["KIDS", "VALUE", "average dwell time", "urban"]);
 * assert.deepEqual(words.map(({ label }) => label), ["KIDS CANDY", "VALUE CANDY", "average dwell time", "area: urban"]);
 * ```
 */
export function featureWords(columns: readonly string[], options: FeatureWordsOptions = {}): readonly FeatureWords[] {
  const { sharePrefix = "% Sales ", isFlag = () => true } = options;
  const shares = columns.filter((name) => isShare(name, sharePrefix));
  const shorts = new Map(
    shares.map((name) => name.slice(sharePrefix.length)).map((name, i, all) => {
      return [shares[i]!, withoutShared(name, all)];
    }),
  );
  const words = columns.map((name, column): FeatureWords => {
    const short = shorts.get(name);
    if (short !== undefined) return { kind: "amount", label: name.slice(sharePrefix.length), short, unit: "%" };
    const level = /^(.+?)=(.+)$/.exec(name);
    if (level !== null && isFlag(column)) {
      const text = readable(level[1]!);
      return { kind: "level", label: `${text}: ${level[2]}`, short: level[2]!, text };
    }
    const label = readable(name);
    return { kind: "amount", label, short: label, unit: null };
  });
  const counts = new Map<string, number>();
  for (const { short } of words) counts.set(short, (counts.get(short) ?? 0) + 1);
  return words.map((one) => {
    if (one.kind === "level") return vague.test(one.short) ? { ...one, short: `${one.short} (${one.text})` } : one;
    return counts.get(one.short) === 1 ? one : { ...one, short: one.label };
  });
}

/** Levels that mean nothing without the text that has them. */
const vague = /^(\W*(rare|none|no|yes|true|false|other|others|unknown|missing|na|n\/a)\W*|[^a-z]*|.)$/i;

function isShare(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && name.length > prefix.length;
}

/** A name with spaces is written for people already; others are taken apart. */
function readable(name: string): string {
  if (/\s/.test(name.trim())) return name.trim();
  const parts = name.replace(/([a-z])([A-Z])/g, "$1 $2").split(/[\s_]+/).filter((part) => part !== "");
  return parts.map((part) => abbreviations.get(part.toLowerCase()) ?? part).join(" ") || name;
}

/** The name without the words that all names end with, else without those that all begin with. */
function withoutShared(name: string, all: readonly string[]): string {
  if (all.length < 2) return name;
  const split = all.map((one) => one.split(" "));
  const shortest = Math.min(...split.map((parts) => parts.length));
  const shared = (at: (parts: readonly string[], i: number) => string) => {
    let count = 0;
    while (count < shortest - 1 && split.every((parts) => at(parts, count) === at(split[0]!, count))) count++;
    return count;
  };
  const ending = shared((parts, i) => parts[parts.length - 1 - i]!);
  const own = name.split(" ");
  if (ending > 0) return own.slice(0, own.length - ending).join(" ");
  return own.slice(shared((parts, i) => parts[i]!)).join(" ");
}
