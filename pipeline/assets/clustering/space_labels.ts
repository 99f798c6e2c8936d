import { type Assignment, assignRows, type RuledClusters, withLabels } from "../../../core/mod.ts";
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
  const found = assignRows(clusters, space.x);
  if (labels === null) return { ...found, outlier: space.outlier };
  const places = new Map(clusters.labels.map((label, place) => [label, place]));
  const outlier = space.outlier.slice();
  let at = 0;
  const own = found.labels.map((nearest, row) => {
    const label = outlier[row] === 1 ? nearest : labels[at++]!;
    if (label < 0) outlier[row] = 1;
    return places.get(label < 0 ? nearest : label)!;
  });
  return { ...withLabels(clusters, space.x, own), outlier };
}
