import { type Algorithm, defineAlgorithm } from "../algorithm.ts";
import { fitKMedoids, kMedoidsLimits as limits } from "../kmedoids.ts";

/** k-medoids; see {@link fitKMedoids}. */
export const kMedoids: Algorithm = defineAlgorithm({
  name: "kmedoids",
  description: "Clusters around typical stores; less swayed by unusual ones than kmeans",
  needsK: true,
  options: {
    starts: { ...limits.starts, description: "Starts; the least sum of distances wins" },
    maxIterations: { ...limits.maxIterations, description: "Most looks at all rows of a start" },
  },
  fit: (x, request, options) => fitKMedoids(x, { ...request, ...options }),
  rule: () => null,
});
