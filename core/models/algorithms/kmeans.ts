import { assign, fitKMeans, kMeansLimits } from "../../cluster/mod.ts";
import { type Algorithm, defineAlgorithm } from "../algorithm.ts";

/** k-means; see {@link fitKMeans}. */
export const kMeans: Algorithm = defineAlgorithm({
  name: "kmeans",
  description: "Round clusters of about the same spread, each around its mean",
  needsK: true,
  options: {
    starts: { ...kMeansLimits.starts, description: "Starts; the least inertia wins. Otherwise n_init" },
    swaps: { ...kMeansLimits.swaps, description: "Tries to move a centre elsewhere" },
    maxIterations: { ...kMeansLimits.maxIterations, description: "Most steps of a start. Otherwise max_iterations" },
    tolerance: { ...kMeansLimits.tolerance, description: "A start ends when centres move less" },
  },
  fit: (x, request, options) => {
    const model = fitKMeans(x, { ...request, ...options });
    // As the model tells them afterwards, to the last row on a border.
    return { ...model, rowLabels: Array.from(assign(model, x).labels) };
  },
  rule: () => null,
});
