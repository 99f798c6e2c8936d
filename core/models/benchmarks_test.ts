import assert from "node:assert/strict";
import { assertClose, readGolden } from "../../tests/golden/golden.ts";
import { fitOptics } from "../density/mod.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import { adjustedRand, inertia, silhouette } from "../metrics/mod.ts";
import { fitScaler, scale } from "../prepare/mod.ts";
import { createRng } from "../rng.ts";
import type { FittedClusters, OptionValue } from "./algorithm.ts";
import { type AlgorithmName, algorithms } from "./algorithms.ts";
import { fitGaussianMixture } from "./gaussian_mixture.ts";

interface Found {
  readonly method: string;
  readonly labels: readonly number[];
  /** Adjusted Rand index of the labels with the published classes. */
  readonly classes_rand: number;
  readonly inertia: number;
  readonly silhouette: number | null;
  /** Mean log density, of a mixture only. */
  readonly score?: number;
}

interface PublicSet {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  readonly classes: readonly number[];
  readonly k: number;
  readonly eps: number;
  readonly found: readonly Found[];
}

/** Iris, wine, breast cancer (Wisconsin) and every third of the digits, z-scored. */
const sets = readGolden<{ sets: PublicSet[] }>("benchmarks").sets.map((one) => {
  const raw = createMatrix(one.rows, one.columns, Float64Array.from(one.values));
  return { ...one, x: scale(fitScaler(raw, { method: "zscore" }), raw) };
});

/** How much more inertia than scikit-learn's a method that starts by chance may have. */
const mostInertia: Readonly<Record<string, number>> = {
  kmeans: 1.0001,
  minibatch_kmeans: 1.01,
  // One way down the tree of cuts, chosen by chance, in both.
  bisecting_kmeans: 1.02,
};

function optionsOf(method: string, eps: number): Readonly<Record<string, OptionValue>> {
  const [name, linkage] = method.split(" ");
  switch (name) {
    case "agglomerative":
      return { linkage: linkage! };
    case "dbscan":
      return { eps, min_samples: 5 };
    case "hdbscan":
      return { min_cluster_size: 10, min_samples: 5 };
    case "optics":
      return { min_samples: 5 };
    case "spectral":
      return { affinity: "nearest_neighbors", neighbours: 10 };
    case "affinity_propagation":
      return { damping: 0.9, max_iterations: 1000 };
    case "birch":
      return { threshold: 0.5 };
    default:
      return {};
  }
}

function fit(method: string, x: Matrix, { k, eps }: PublicSet): FittedClusters {
  const name = method.split(" ")[0] as AlgorithmName;
  return algorithms[name].fit(x, { k, rng: createRng(1), options: optionsOf(method, eps) });
}

/** Labels from 0 up: noise becomes a cluster, as in the figures of the golden file. */
function fromZero(labels: readonly number[]): readonly number[] {
  return labels.map((label) => label + 1);
}

Deno.test("algorithms: public data sets fall into scikit-learn's clusters, row by row, where no chance is in it", () => {
  for (const one of sets) {
    for (const { method, labels, classes_rand, ...scores } of one.found) {
      if (method in mostInertia || method === "gmm") continue;
      const what = `${method} of ${one.name}`;
      const own = fromZero(fit(method, one.x, one).rowLabels);
      assert.equal(adjustedRand(own, fromZero(labels)), 1, what);
      assertClose([adjustedRand(own, one.classes)], [classes_rand], { what });
      assertClose([inertia(one.x, own)], [scores.inertia], { what });
      if (scores.silhouette !== null) assertClose([silhouette(one.x, own).mean], [scores.silhouette], { what });
    }
  }
});

Deno.test("fitOptics: centimetres with one decimal are ordered and clustered as whole millimetres, where ties are exact", () => {
  const iris = readGolden<{ sets: PublicSet[] }>("benchmarks").sets.find(({ name }) => name === "iris")!;
  const [inCm, inMm] = [iris.values, iris.values.map((value) => Math.round(value * 10))].map((values) =>
    fitOptics(createMatrix(iris.rows, iris.columns, Float64Array.from(values)), { minSamples: 5 })
  );
  assert.deepEqual(inCm!.order, inMm!.order);
  assert.deepEqual(inCm!.rowLabels, inMm!.rowLabels);
});

Deno.test("algorithms: on public data sets methods with chance do as well as scikit-learn's", () => {
  for (const one of sets) {
    for (const { method, inertia: theirs } of one.found) {
      const most = mostInertia[method];
      if (most === undefined) continue;
      const found = inertia(one.x, fit(method, one.x, one).rowLabels);
      assert.ok(found <= theirs * most, `${method} of ${one.name}: ${found / theirs}`);
    }
  }
});

Deno.test("fitGaussianMixture: on public data sets as likely as scikit-learn's best of ten starts", () => {
  for (const one of sets) {
    // Pixels that hardly vary make its density a matter of the ridge: starts of either differ by a tenth.
    if (one.name === "digits") continue;
    const { score } = one.found.find(({ method }) => method === "gmm")!;
    const model = fitGaussianMixture(one.x, { k: one.k, covariance: "diag", starts: 30, rng: createRng(1) });
    const own = model.logLikelihood / one.rows;
    assert.ok(own >= score! - 1e-3 * Math.abs(score!), `${one.name}: ${own} instead of ${score}`);
  }
});
