/** The number of single insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let beforeLast = new Uint32Array(width);
  let last = Uint32Array.from({ length: width }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = new Uint32Array(width);
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1);
      row[j] = best;
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

const longestCompared = 100;

function plain(word: string): string {
  return word.toLowerCase().replaceAll("-", "_").slice(0, longestCompared);
}

/**
 * The candidate that someone who wrote `word` most likely meant, or `undefined` when none is close.
 *
 * Close is at most a third of the longer word's letters wrong (upper and lower case, `-` and `_` count as equal), or a
 * beginning of at least three letters that fits one candidate only. Ties go to the alphabetically first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearest } from "./suggest.ts";
 *
 * assert.equal(nearest("dve", ["dev", "staging", "prod"]), "dev");
 * assert.equal(nearest("moon", ["dev", "staging", "prod"]), undefined);
 * ```
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word);
  let found: string | undefined;
  let smallest = Infinity;
  const starting: string[] = [];
  for (const candidate of [...candidates].sort()) {
    const other = plain(candidate);
    const longer = Math.max(wanted.length, other.length);
    const limit = Math.min(Math.max(1, Math.floor(longer / 3)), longer - 1);
    if (wanted.length >= 3 && other.startsWith(wanted)) starting.push(candidate);
    if (Math.abs(wanted.length - other.length) > limit) continue;
    const distance = editDistance(wanted, other);
    if (distance <= limit && distance < smallest) {
      found = candidate;
      smallest = distance;
    }
  }
  return found ?? (starting.length === 1 ? starting[0] : undefined);
}

/** `; did you mean "x"?` for the nearest candidate, or an empty text. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates);
  return found === undefined ? "" : `; did you mean "${found}"?`;
}
