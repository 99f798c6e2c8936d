import { affinityPropagationLimits as limits, fitAffinityPropagation } from "../affinity_propagation.ts";
import { type Algorithm, defineAlgorithm } from "../algorithm.ts";

/** Affinity propagation; see {@link fitAffinityPropagation}. */
export const affinityPropagation: Algorithm = defineAlgorithm({
  name: "affinity_propagation",
  description: "Clusters around stores that stand for others; the preference decides how many",
  needsK: false,
  options: {
    damping: { ...limits.damping, description: "How much of the old messages is kept" },
    preference: {
      kind: "number",
      description: "How much a row wants to stand for others, a squared distance below 0; the less, the fewer clusters",
    },
    maxIterations: { ...limits.maxIterations, description: "Most rounds of messages" },
    patience: { ...limits.patience, description: "Rounds without a change after which it ends" },
  },
  fit: (x, request, options) => fitAffinityPropagation(x, { ...request, ...options }),
  rule: () => null,
});
