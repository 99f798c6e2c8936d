import { type Algorithm, defineAlgorithm } from "../algorithm.ts";
import { fitMiniBatchKMeans, miniBatchKMeansLimits as limits } from "../minibatch_kmeans.ts";

/** Mini-batch k-means; see {@link fitMiniBatchKMeans}. */
export const miniBatchKMeans: Algorithm = defineAlgorithm({
  name: "minibatch_kmeans",
  description: "k-means by small samples, for very many stores",
  needsK: true,
  options: {
    batch: { ...limits.batch, description: "Rows that are looked at in a step" },
    starts: { ...limits.starts, description: "Starts of the k-means that gives the first centres" },
    maxIterations: { ...limits.maxIterations, description: "Most steps, in times all rows" },
    patience: { ...limits.patience, description: "Steps without progress after which it ends" },
    finish: { ...limits.finish, description: "Most steps over all rows in the end" },
  },
  fit: (x, request, options) => fitMiniBatchKMeans(x, { ...request, ...options }),
  rule: () => null,
});
