import { checkLimits } from "../limits.ts";
import type { Matrix } from "../matrix.ts";
import { indexNeighbours, squaredReach } from "../neighbours/mod.ts";

/** Options of {@link suggestEps}. */
export interface SuggestEpsOptions {
  /** Neighbours that make a row a core of its cluster, itself included. @default 5 */
  readonly minSamples?: number;
}

/**
 * A distance for DBSCAN: where the curve of the distances to the `minSamples`-th nearest rows, ascending, turns up, that
 * is, lies farthest below the line from its start to its end.
 *
 * @param x rows x features, every value finite
 * @returns 0 when the distances are equal and 0, or there is no row
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { suggestEps } from "./suggest_eps.ts";
 *
 * assert.equal(suggestEps(matrixFromRows([[0], [1], [2], [3], [4], [60]]), { minSamples: 2 }), 1);
 * ```
 */
export function suggestEps(x: Matrix, { minSamples = 5 }: SuggestEpsOptions = {}): number {
  checkLimits("suggest a distance", { minSamples }, { minSamples: { kind: "integer", from: 1 } });
  if (x.rows === 0) return 0;
  const curve = squaredReach(indexNeighbours(x), Math.min(minSamples, x.rows)).map(Math.sqrt).sort();
  const [first, last] = [curve[0]!, curve[curve.length - 1]!];
  let best = curve.length - 1;
  let deepest = 0;
  for (let i = 0; i < curve.length; i++) {
    const depth = i / Math.max(1, curve.length - 1) - (curve[i]! - first) / (last - first);
    if (depth <= deepest) continue;
    deepest = depth;
    best = i;
  }
  return curve[best]!;
}
