import { affinityKinds } from "../affinity.ts";
import { type Algorithm, defineAlgorithm } from "../algorithm.ts";
import { fitSpectral, spectralLimits as limits } from "../spectral.ts";

/** Spectral clusters; see {@link fitSpectral}. */
export const spectral: Algorithm = defineAlgorithm({
  name: "spectral",
  description: "Parts of a graph of alike stores: clusters of any shape",
  needsK: true,
  options: {
    affinity: { kind: "choice", values: affinityKinds, description: "How alike stores are told to be" },
    neighbours: { ...limits.neighbours, description: "Neighbours of each row, itself counted, for nearest_neighbors" },
    gamma: { ...limits.gamma, description: "Weights are exp(-gamma d²), for rbf; otherwise from the variances" },
    starts: { ...limits.starts, description: "Starts of the k-means that finds the labels" },
  },
  fit: (x, request, options) => fitSpectral(x, { ...request, ...options }),
});
