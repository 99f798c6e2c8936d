import type { Algorithm } from "./algorithm.ts";
import { affinityPropagation } from "./algorithms/affinity_propagation.ts";
import { agglomerative } from "./algorithms/agglomerative.ts";
import { birch } from "./algorithms/birch.ts";
import { bisectingKMeans } from "./algorithms/bisecting_kmeans.ts";
import { dbscan } from "./algorithms/dbscan.ts";
import { gaussianMixture } from "./algorithms/gmm.ts";
import { hdbscan } from "./algorithms/hdbscan.ts";
import { kMeans } from "./algorithms/kmeans.ts";
import { kMedoids } from "./algorithms/kmedoids.ts";
import { meanShift } from "./algorithms/meanshift.ts";
import { miniBatchKMeans } from "./algorithms/minibatch_kmeans.ts";
import { optics } from "./algorithms/optics.ts";
import { spectral } from "./algorithms/spectral.ts";

/** Every algorithm, by its name. */
export const algorithms = {
  kmeans: kMeans,
  minibatch_kmeans: miniBatchKMeans,
  bisecting_kmeans: bisectingKMeans,
  kmedoids: kMedoids,
  gmm: gaussianMixture,
  agglomerative: agglomerative,
  dbscan: dbscan,
  hdbscan: hdbscan,
  optics: optics,
  meanshift: meanShift,
  spectral: spectral,
  affinity_propagation: affinityPropagation,
  birch: birch,
} as const satisfies Readonly<Record<string, Algorithm>>;

/** Name of an algorithm. */
export type AlgorithmName = keyof typeof algorithms;

/** Names of all algorithms. */
export const algorithmNames = Object.keys(algorithms) as readonly AlgorithmName[];

/** Other names that configurations may use. */
export const algorithmAliases = {
  ap: "affinity_propagation",
  sc: "spectral",
  hclust: "agglomerative",
} as const satisfies Readonly<Record<string, AlgorithmName>>;

/** Another name of an algorithm. */
export type AlgorithmAlias = keyof typeof algorithmAliases;

/** The algorithm with a name or another name. */
export function algorithmNamed(name: AlgorithmName | AlgorithmAlias): Algorithm {
  return name in algorithmAliases
    ? algorithms[algorithmAliases[name as AlgorithmAlias]]
    : algorithms[name as AlgorithmName];
}
