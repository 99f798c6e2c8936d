import { orderClusters } from "../../cluster_order.ts";
import { frozen } from "../../frozen.ts";
import { agglomerativeLimits as limits, cutDendrogram, fitAgglomerative, linkages } from "../../hierarchy/mod.ts";
import { type Algorithm, defineAlgorithm } from "../algorithm.ts";

/** Agglomerative clusters; see {@link fitAgglomerative}. */
export const agglomerative: Algorithm = defineAlgorithm({
  name: "agglomerative",
  description: "Joins the nearest clusters, from single stores on: a tree of merges, cut at k",
  needsK: true,
  options: {
    linkage: { kind: "choice", values: linkages, description: "How far two clusters are apart" },
    matrixMegabytes: {
      ...limits.matrixMegabytes,
      description: "Most memory for the distances of all pairs, which average and complete linkage need",
    },
  },
  fit: (x, { k, names }, options) => fitAgglomerative(x, { k, ...(names === undefined ? {} : { names }), ...options }),
  recut: (model, x, k) => {
    const { rowLabels, sizes, centroids } = orderClusters(x, cutDendrogram(model.dendrogram, { k }));
    return frozen({ ...model, rowLabels, sizes, centroids, labels: sizes.map((_, c) => c) });
  },
});
