import { type Algorithm, defineAlgorithm } from "../algorithm.ts";
import { bisectingKMeansLimits as limits, bisectingStrategies, fitBisectingKMeans } from "../bisecting_kmeans.ts";

/** Bisecting k-means; see {@link fitBisectingKMeans}. */
export const bisectingKMeans: Algorithm = defineAlgorithm({
  name: "bisecting_kmeans",
  description: "Splits in two again and again, so that clusters of different k nest",
  needsK: true,
  options: {
    strategy: { kind: "choice", values: bisectingStrategies, description: "Which cluster is split next" },
    starts: { ...limits.starts, description: "Trees to grow; the least inertia wins" },
    maxIterations: { ...limits.maxIterations, description: "Most steps of a split" },
  },
  fit: (x, request, options) => fitBisectingKMeans(x, { ...request, ...options }),
  rule: ({ nodes }) => ({ kind: "splits", nodes }),
});
