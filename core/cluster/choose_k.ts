import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { describeChoice } from "./describe_choice.ts";
import { isTied, type KChoice, type KRow, type KRule, type KScores } from "./k_scores.ts";

/** Options of {@link chooseK}. */
export interface ChooseKOptions {
  /** @default "silhouette" */
  readonly rule?: KRule;
  /**
   * Fewest rows that a cluster may have; when no k keeps to the first number, the next one is tried, and so on.
   * @default [] (no limit)
   */
  readonly minimumSizes?: readonly number[];
}

/**
 * Chooses the number of clusters from scores. Scores that differ by less than 1e-9 of their size are tied, and ties go to
 * the smaller k.
 *
 * - `silhouette`, `calinski_harabasz`: the highest; `davies_bouldin`: the lowest
 * - `combined`: the three brought to 0..1 over the k that can be chosen (Davies-Bouldin turned round), highest mean
 * - `elbow`: inertia farthest below the straight line from the first to the last k
 * - `gap`: the first k whose gap is at least that of k + 1 less its standard error; the highest gap if there is none
 * - `bic`: the lowest Bayesian information criterion
 * - `stability`: the highest agreement of refits; where several k come out the same every time, the smallest of them
 *
 * Reference for `gap`: R. Tibshirani, G. Walther, T. Hastie, Journal of the Royal Statistical Society B 63(2), 2001; for
 * `elbow`: V. Satopää and others, Finding a kneedle in a haystack, ICDCS Workshops 2011.
 *
 * @param scores One line for each k, ascending
 * @throws {RangeError} when there is no line, or the rule needs scores that were not computed
 * @throws {DataError} when every k has a cluster smaller than the last of the minimum sizes
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chooseK } from "./choose_k.ts";
 *
 * const line = { smallest: 30, calinskiHarabasz: 10, daviesBouldin: 1, inertia: 5 };
 * const none = { gap: null, gapError: null, bic: null, stability: null };
 * const choice = chooseK([
 *   { ...line, ...none, k: 2, clusters: 2, silhouette: 0.5 },
 *   { ...line, ...none, k: 3, clusters: 3, silhouette: 0.7 },
 * ]);
 * assert.equal(choice.k, 3);
 * assert.equal(choice.reason, "k = 3 has the highest silhouette, 0.7; k = 2 follows with 0.5; k = 3 is the largest k tried");
 * ```
 */
export function chooseK(scores: readonly KScores[], options: ChooseKOptions = {}): KChoice {
  const { rule = "silhouette", minimumSizes = [] } = options;
  if (scores.length === 0) throw new RangeError("Cannot choose k: there is nothing to choose from");
  const distinct = scores.filter(({ k, clusters }) => clusters === k);
  if (distinct.length === 0) return fewDistinct(scores, rule);
  const { candidates, size } = keepLarge(distinct, minimumSizes);
  const byK = new Map(scoresOf(candidates, rule).map((score, i) => [candidates[i]!.k, score]));
  const table = scores.map((line): KRow => {
    const score = byK.get(line.k);
    if (score !== undefined) return { ...line, score: Number.isFinite(score) ? score : null };
    return { ...line, score: null, ruledOut: line.clusters < line.k ? "repeated rows" : "small cluster" };
  });
  const k = rule === "gap" ? firstSufficientGap(candidates) : highest(byK);
  return frozen({ k, rule, reason: describeChoice(table, k, rule, size), table });
}

function fewDistinct(scores: readonly KScores[], rule: KRule): KChoice {
  const k = Math.max(...scores.map(({ clusters }) => clusters));
  const reason = k === 1 ? "all rows are equal" : `there are only ${k} different rows`;
  return frozen({
    k,
    rule,
    reason,
    table: scores.map((line) => ({ ...line, score: null, ruledOut: "repeated rows" })),
  });
}

interface Candidates {
  readonly candidates: readonly KScores[];
  /** The minimum size that they keep to. */
  readonly size: number | undefined;
}

function keepLarge(scores: readonly KScores[], minimumSizes: readonly number[]): Candidates {
  if (minimumSizes.length === 0) return { candidates: scores, size: undefined };
  for (const size of minimumSizes) {
    const candidates = scores.filter(({ smallest }) => smallest >= size);
    if (candidates.length > 0) return { candidates, size };
  }
  const least = minimumSizes[minimumSizes.length - 1]!;
  const sizes = scores.map(({ smallest }) => smallest);
  throw new DataError(
    `Cannot choose k: every k from ${scores[0]!.k} to ${scores.at(-1)!.k} has a cluster of under ${least} rows`,
    {
      remedy: `Lower the minimum cluster size to at most ${Math.max(...sizes)}, or the smallest k. ` +
        `The smallest clusters have ${sizes.join(", ")} rows.`,
    },
  );
}

function scoresOf(lines: readonly KScores[], rule: KRule): readonly number[] {
  switch (rule) {
    case "silhouette":
      return lines.map(({ silhouette }) => silhouette ?? -Infinity);
    case "calinski_harabasz":
      return lines.map(({ calinskiHarabasz }) => calinskiHarabasz ?? -Infinity);
    case "davies_bouldin":
      return lines.map(({ daviesBouldin }) => 0 - (daviesBouldin ?? Infinity));
    case "combined":
      return combined(lines);
    case "elbow":
      return bends(lines);
    case "gap":
      return computed(lines.map(({ gap }) => gap), "gaps");
    case "bic":
      return lines.map(({ bic }) => 0 - (bic ?? Infinity));
    case "stability":
      return stabilities(lines);
    default:
      return rule satisfies never;
  }
}

function computed(values: readonly (number | null)[], what: string): readonly number[] {
  return values.map((value) => {
    if (value === null) throw new RangeError(`Cannot choose k: the ${what} were not computed`);
    return value;
  });
}

/** One cluster is stable by itself, which says nothing. */
function stabilities(lines: readonly KScores[]): readonly number[] {
  const several = lines.filter(({ k }) => k > 1);
  const values = computed(several.map(({ stability }) => stability), "agreements of refits");
  return [...lines.slice(several.length).map(() => -Infinity), ...values];
}

function combined(lines: readonly KScores[]): readonly number[] {
  const parts = [
    stretched(lines.map(({ silhouette }) => silhouette ?? NaN)),
    stretched(lines.map(({ calinskiHarabasz }) => calinskiHarabasz ?? NaN)),
    stretched(lines.map(({ daviesBouldin }) => -(daviesBouldin ?? NaN))),
  ];
  return lines.map((_, i) => {
    const sum = parts.reduce((total, part) => total + part[i]!, 0);
    return Number.isNaN(sum) ? -Infinity : sum / parts.length;
  });
}

/** Values brought to 0..1; the small addition keeps equal values at 0. */
function stretched(values: readonly number[]): readonly number[] {
  const known = values.filter((value) => !Number.isNaN(value));
  const low = Math.min(...known);
  const high = Math.max(...known);
  return values.map((value) => (value - low) / (high - low + 1e-10));
}

/** How far inertia lies below the line from the first to the last k, both axes brought to 0..1. */
function bends(lines: readonly KScores[]): readonly number[] {
  const first = lines[0]!;
  const last = lines[lines.length - 1]!;
  const width = last.k - first.k;
  const height = first.inertia - last.inertia;
  if (width === 0 || !(height > 0)) return lines.map(() => 0);
  return lines.map(({ k, inertia }) => (first.inertia - inertia) / height - (k - first.k) / width);
}

function highest(byK: ReadonlyMap<number, number>): number {
  const best = Math.max(...byK.values());
  for (const [k, score] of byK) if (isTied(score, best)) return k;
  return [...byK.keys()][0]!;
}

function firstSufficientGap(lines: readonly KScores[]): number {
  for (const { k, gap } of lines) {
    const next = lines.find((line) => line.k === k + 1);
    if (next !== undefined && gap! >= next.gap! - next.gapError!) return k;
  }
  return highest(new Map(lines.map(({ k, gap }) => [k, gap!])));
}
