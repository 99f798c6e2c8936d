import {
  type Algorithm,
  algorithmNamed,
  type Clusterer,
  type FittedClusters,
  type Matrix,
  type OptionValue,
  settleRows,
} from "../../../core/mod.ts";
import type { JobParams } from "../../resources/types.ts";

/** The algorithm that the configuration names, with its options. */
export interface ConfiguredAlgorithm {
  readonly algorithm: Algorithm;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** The algorithm of `job_params.algorithm`; k-means starts as `n_init` and `max_iterations` say, if its options do not. */
export function configuredAlgorithm(params: JobParams): ConfiguredAlgorithm {
  const algorithm = algorithmNamed(params.algorithm);
  const { n_init: starts, max_iterations } = params;
  const usual: Readonly<Record<string, OptionValue>> = algorithm.name === "kmeans" ? { starts, max_iterations } : {};
  return { algorithm, options: { ...usual, ...params.algorithm_options } };
}

/** A fit that knows its rows. */
export interface RowFit {
  readonly rows: Matrix;
  readonly found: FittedClusters;
}

/** The configured algorithm as a way to make k clusters, to choose k with. */
export function clustererOf({ algorithm, options }: ConfiguredAlgorithm): Clusterer<RowFit> {
  // All k of a tree of merges are cuts of one and the same fit.
  let last: RowFit | undefined;
  return {
    fit(rows, k, rng) {
      const found = last?.rows === rows && algorithm.recut !== undefined
        ? algorithm.recut(last.found, rows, k)
        : algorithm.fit(rows, { k, rng, options });
      last = { rows, found };
      return last;
    },
    labels: ({ rows, found }, x) => rows === x ? everyRow(found, x) : settleRows(ruled(found), x).labels,
    ...(algorithm.bic === undefined ? {} : { bic: ({ found }) => algorithm.bic!(found) }),
  };
}

/** The clusters of a fit with the rule to assign rows by. */
export function ruled({ clusters, rule }: FittedClusters): FittedClusters["clusters"] & Pick<FittedClusters, "rule"> {
  return { ...clusters, rule };
}

function everyRow(found: FittedClusters, x: Matrix): Int32Array {
  return settleRows(ruled(found), x, (row) => found.rowLabels[row]).labels;
}
