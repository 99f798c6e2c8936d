import { extractions, fitOptics, opticsLimits as limits } from "../../density/mod.ts";
import { type Algorithm, defineAlgorithm } from "../algorithm.ts";

/** OPTICS; see {@link fitOptics}. */
export const optics: Algorithm = defineAlgorithm({
  name: "optics",
  description: "Valleys in the order in which stores are reached from each other; others are noise",
  needsK: false,
  options: {
    minSamples: { ...limits.minSamples, description: "Neighbours that make a store a core, itself counted" },
    maxEps: { ...limits.maxEps, description: "Distance up to which stores are neighbours" },
    extraction: { kind: "choice", values: extractions, description: "How clusters come out of the order" },
    xi: { ...limits.xi, description: "How steep the sides of a valley are, for xi" },
    minClusterSize: { ...limits.minClusterSize, description: "Fewest stores of a cluster, for xi" },
    eps: { ...limits.eps, description: "Distance to cut at, for dbscan" },
  },
  fit: (x, { names }, options) => fitOptics(x, { ...(names === undefined ? {} : { names }), ...options }),
});
