import { checkLimits, type LimitTable } from "../limits.ts";
import { quantile } from "../quantile.ts";

/** Which rows stand out. */
export interface Outliers {
  /** Rows with a score strictly below this are outliers. */
  readonly threshold: number;
  /** Row indices, ascending. */
  readonly outliers: Int32Array;
  /** The other row indices, ascending. */
  readonly inliers: Int32Array;
}

/** Limits of {@link flagOutliers}. */
export const outlierLimits = { contamination: { kind: "number", from: 0, to: 0.5 } } as const satisfies LimitTable;

/**
 * Flags the rows with the lowest scores: those strictly below the quantile that belongs to the share of outliers.
 *
 * @param scores How ordinary each row is, e.g. from `isolationScores`
 * @param contamination Share of outliers, 0 to 0.5; 0 flags none
 * @throws {RangeError} when the share is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { flagOutliers } from "./outliers.ts";
 *
 * const { outliers } = flagOutliers([-0.4, -0.5, -0.9, -0.4], 0.05);
 * assert.deepEqual([...outliers], [2]);
 * ```
 */
export function flagOutliers(scores: ArrayLike<number>, contamination: number): Outliers {
  checkLimits("flag outliers", { contamination }, outlierLimits);
  const threshold = scores.length === 0 ? -Infinity : quantile(scores, contamination);
  const outliers: number[] = [];
  const inliers: number[] = [];
  for (let i = 0; i < scores.length; i++) (scores[i]! < threshold ? outliers : inliers).push(i);
  return { threshold, outliers: Int32Array.from(outliers), inliers: Int32Array.from(inliers) };
}
