import { fitHdbscan, hdbscanLimits as limits, selections } from "../../density/mod.ts";
import { type Algorithm, defineAlgorithm } from "../algorithm.ts";

/** HDBSCAN; see {@link fitHdbscan}. */
export const hdbscan: Algorithm = defineAlgorithm({
  name: "hdbscan",
  description: "Dense groups of stores of any shape and of different density; others are noise",
  needsK: false,
  options: {
    minClusterSize: { ...limits.minClusterSize, description: "Fewest stores of a cluster" },
    minSamples: { ...limits.minSamples, description: "Neighbours whose distance tells how dense it is around a store" },
    selection: { kind: "choice", values: selections, description: "Which clusters of the tree are taken" },
    selectionEpsilon: { ...limits.selectionEpsilon, description: "Clusters that part at less than this stay together" },
  },
  fit: (x, { names }, options) => fitHdbscan(x, { ...(names === undefined ? {} : { names }), ...options }),
  rule: ({ minSamples, points, coreDistances, exits, homes, tree }) => ({
    kind: "density_tree",
    minSamples,
    points,
    coreDistances,
    exits,
    homes,
    tree,
  }),
});
