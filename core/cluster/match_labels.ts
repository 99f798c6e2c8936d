import { frozen } from "../frozen.ts";
import { contingency } from "../metrics/mod.ts";
import type { Centroids } from "./assign.ts";
import { bestPairs } from "./hungarian.ts";

/** How the labels of a new labelling continue those of an earlier one. Plain data. */
export interface LabelMatch {
  /** Each new label, ascending, and what it is called from now on. */
  readonly renames: readonly { readonly from: number; readonly to: number; readonly shared: number }[];
  /** Earlier labels that no new cluster continues, ascending. */
  readonly gone: readonly number[];
  /** Rows of both labellings. */
  readonly rows: number;
  /** Rows whose cluster after the renaming is not the one they were in. */
  readonly moved: number;
}

/**
 * Gives new clusters the labels of the earlier clusters they share most rows with: the one-to-one matching with the
 * greatest sum of shared rows. Clusters that share no row with their match, or have none, get the smallest labels that
 * the earlier labelling did not use, in ascending order.
 *
 * @param previous Earlier label of each row that both labellings have
 * @param current New label of the same rows, in the same order
 * @param labels All new labels, also those without a common row. @default those in `current`
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matchLabels, renameLabels } from "./match_labels.ts";
 *
 * const previous = [0, 0, 0, 1, 1];
 * const current = [1, 1, 2, 0, 0];
 * const match = matchLabels(previous, current);
 * assert.deepEqual([...renameLabels(match, current)], [0, 0, 2, 1, 1]);
 * assert.equal(match.moved, 1);
 * ```
 */
export function matchLabels(
  previous: ArrayLike<number>,
  current: ArrayLike<number>,
  labels: Iterable<number> = Array.from(current),
): LabelMatch {
  const { first, second, counts } = contingency(previous, current);
  const pairs = bestPairs(counts);
  const matched = new Map<number, { readonly to: number; readonly shared: number }>();
  pairs.forEach((column, row) => {
    const shared = column < 0 ? 0 : counts.data[row * counts.columns + column]!;
    if (shared > 0) matched.set(second[column]!, { to: first[row]!, shared });
  });
  const used = new Set(first);
  let free = 0;
  const fresh = () => {
    while (used.has(free)) free++;
    used.add(free);
    return { to: free, shared: 0 };
  };
  const all = [...new Set([...labels, ...second])].sort((a, b) => a - b);
  const renames = all.map((from) => ({ from, ...(matched.get(from) ?? fresh()) }));
  const continued = new Set([...matched.values()].map(({ to }) => to));
  const shared = [...matched.values()].reduce((sum, pair) => sum + pair.shared, 0);
  const gone = first.filter((label) => !continued.has(label));
  return frozen({ renames, gone, rows: previous.length, moved: previous.length - shared });
}

/**
 * Labels after the renaming.
 *
 * @throws {RangeError} when a label was not matched
 */
export function renameLabels(match: LabelMatch, labels: ArrayLike<number>): Int32Array {
  const names = new Map(match.renames.map(({ from, to }) => [from, to]));
  return Int32Array.from(labels, (label) => {
    const name = names.get(label);
    if (name === undefined) throw new RangeError(`Cannot rename labels: label ${label} was not matched`);
    return name;
  });
}

/** The model with its labels renamed; the order of its clusters stays. */
export function renameClusters<M extends Centroids>(match: LabelMatch, model: M): M {
  return frozen({ ...model, labels: [...renameLabels(match, model.labels)] });
}
