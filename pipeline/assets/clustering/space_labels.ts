import { type Assignment, type RuledClusters, settleRows } from "../../../core/mod.ts";
import type { Space } from "./space.ts";

/** Where each store of a space belongs. */
export interface SpaceLabels extends Assignment {
  /** 1 for a store that was held out of fitting, and for one that the algorithm took for noise. */
  readonly outlier: Uint8Array;
}

/**
 * The cluster of every store. Stores of the fit keep the cluster that the fit gave them; where it called them noise, and
 * for all other stores, the clusters' rule decides.
 *
 * @param labels Label of each store of the fit, in the order of `space.fitted`, -1 for noise; `null` when the rule decides
 * for them, too
 */
export function labelSpace(clusters: RuledClusters, space: Space, labels: ArrayLike<number> | null): SpaceLabels {
  const places = fittedPlaces(space.outlier);
  const { noise, ...found } = settleRows(
    clusters,
    space.x,
    (row) => places[row]! < 0 ? undefined : labels?.[places[row]!],
  );
  return { ...found, outlier: noise.map((one, row) => one === 1 || space.outlier[row] === 1 ? 1 : 0) };
}

/** The place of each store among those of the fit; -1 for one that was held out. */
function fittedPlaces(outlier: Uint8Array): Int32Array {
  let next = 0;
  return Int32Array.from(outlier, (held) => held === 1 ? -1 : next++);
}
