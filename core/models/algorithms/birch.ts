import { type Algorithm, defineAlgorithm } from "../algorithm.ts";
import { birchLimits as limits, fitBirch } from "../birch.ts";

/** BIRCH; see {@link fitBirch}. */
export const birch: Algorithm = defineAlgorithm({
  name: "birch",
  description: "Sums stores up into subclusters, then joins these, for very many stores",
  needsK: true,
  options: {
    threshold: { ...limits.threshold, description: "Largest radius of a subcluster" },
    branching: { ...limits.branching, description: "Most subclusters of a node of the tree" },
  },
  fit: (x, request, options) => fitBirch(x, { ...request, ...options }),
  rule: ({ subclusters }) => ({ kind: "subclusters", subclusters }),
});
