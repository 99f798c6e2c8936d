import { bestPairs } from "../cluster/mod.ts";
import { adjustedMutualInformation, adjustedRand, type Contingency, contingency, vMeasure } from "../metrics/mod.ts";

/** An earlier cluster and the new one that continues it. */
export interface ClusterPair {
  readonly previous: number;
  readonly current: number;
  /** Rows that are in both. */
  readonly shared: number;
}

/** The earlier cluster that most rows of a new one were in. */
export interface BestPrevious extends ClusterPair {
  /** Share of the new cluster's rows that were in it. */
  readonly share: number;
}

/** How a labelling differs from an earlier one of the same rows. */
export interface LabelComparison {
  readonly rows: number;
  readonly adjustedRand: number;
  readonly adjustedMutualInformation: number;
  /** V-measure with the earlier labels as classes. */
  readonly v: number;
  /** Earlier labels by row, new labels by column. */
  readonly table: Contingency;
  /** One-to-one: the pairs with the most shared rows in all, by the earlier label. Pairs without a common row are left out. */
  readonly matching: readonly ClusterPair[];
  /** Rows that did not go from a cluster to the one it is matched with. */
  readonly moved: number;
  /** For each new label, ascending; of equally large overlaps the smallest earlier label. */
  readonly best: readonly BestPrevious[];
}

/**
 * Compares a labelling with an earlier one of the same rows. Where several matchings are equally good, clusters keep their
 * labels if that is one of them.
 *
 * @param previous Earlier label, 0 and up, of each row
 * @param current New label, 0 and up, of the same rows
 * @throws {RangeError} when the labellings differ in length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compareLabels } from "./compare.ts";
 *
 * const { moved, matching, best } = compareLabels([0, 0, 0, 1, 1], [0, 0, 1, 1, 1]);
 * assert.equal(moved, 1);
 * assert.deepEqual(matching, [{ previous: 0, current: 0, shared: 2 }, { previous: 1, current: 1, shared: 2 }]);
 * assert.deepEqual(best[1], { previous: 1, current: 1, shared: 2, share: 2 / 3 });
 * ```
 */
export function compareLabels(previous: ArrayLike<number>, current: ArrayLike<number>): LabelComparison {
  const table = contingency(previous, current);
  const matching = bestMatching(table);
  return {
    rows: previous.length,
    adjustedRand: adjustedRand(previous, current),
    adjustedMutualInformation: adjustedMutualInformation(previous, current),
    v: vMeasure(previous, current).v,
    table,
    matching,
    moved: previous.length - sharedRows(matching),
    best: table.second.map((_, column) => bestOf(table, column)),
  };
}

function bestMatching({ first, second, counts }: Contingency): readonly ClusterPair[] {
  const pairs = (columns: ArrayLike<number>) =>
    first.flatMap((previous, row): ClusterPair[] => {
      const column = columns[row]!;
      const shared = column < 0 ? 0 : counts.data[row * counts.columns + column]!;
      return shared === 0 ? [] : [{ previous, current: second[column]!, shared }];
    });
  const kept = pairs(first.map((label) => second.indexOf(label)));
  const best = pairs(bestPairs(counts));
  return sharedRows(kept) >= sharedRows(best) ? kept : best;
}

function sharedRows(pairs: readonly ClusterPair[]): number {
  return pairs.reduce((sum, { shared }) => sum + shared, 0);
}

function bestOf({ first, second, counts }: Contingency, column: number): BestPrevious {
  const shares = first.map((_, row) => counts.data[row * counts.columns + column]!);
  const shared = Math.max(...shares);
  const rows = shares.reduce((sum, one) => sum + one, 0);
  return { previous: first[shares.indexOf(shared)]!, current: second[column]!, shared, share: shared / rows };
}
