import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { groupsOf } from "../labels.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { checkFinite, type Matrix, type MatrixNames } from "../matrix.ts";
import { calinskiHarabasz, daviesBouldin, inertia, silhouettes } from "../metrics/mod.ts";
import type { Rng } from "../rng.ts";
import { assign } from "./assign.ts";
import { sphericalBic } from "./bic.ts";
import { chooseK, type ChooseKOptions } from "./choose_k.ts";
import { type Gap, gapStatistics } from "./gap.ts";
import type { KChoice, KScores } from "./k_scores.ts";
import { refitAgreement } from "./refit_agreement.ts";
import { fitKMeans, type KMeansModel, type KMeansOptions } from "./kmeans.ts";

/** A way to make k clusters. */
export interface Clusterer<M> {
  /** Fits k clusters; draws only from forks of `rng`. */
  readonly fit: (x: Matrix, k: number, rng: Rng) => M;
  /** The label, 0 and up, of each row. */
  readonly labels: (model: M, x: Matrix) => Int32Array;
  /**
   * The Bayesian information criterion of a model, less is better.
   * @default that of balls of one width, see {@link sphericalBic}
   */
  readonly bic?: (model: M, x: Matrix) => number;
}

/** Options of {@link selectK}. */
export interface SelectKOptions extends ChooseKOptions {
  /** Source of chance; each fit gets it as it is, so fitting the chosen k again with it gives the same model. */
  readonly rng: Rng;
  /** Smallest k to try. @default 2 */
  readonly min?: number;
  /** Largest k to try; never more than the number of rows less 1. @default 10 */
  readonly max?: number;
  /** The k for fewer rows than it takes to try `min`; never more than there are rows. @default 1 */
  readonly fallback?: number;
  /** Sets of rows without structure for the rule `gap`. @default 10 */
  readonly references?: number;
  /** Samples of the rows, drawn with replacement, that the rule `stability` fits again. @default 20 */
  readonly refits?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link SelectKOptions}. */
export const selectKLimits = {
  min: { kind: "integer", from: 1 },
  max: { kind: "integer", from: 1 },
  fallback: { kind: "integer", from: 1 },
  references: { kind: "integer", from: 1, to: 1000 },
  refits: { kind: "integer", from: 1, to: 1000 },
} as const satisfies LimitTable;

/** A choice with the model of each k that was tried. */
export interface SelectedK<M> {
  readonly choice: KChoice;
  readonly models: ReadonlyMap<number, M>;
}

/**
 * Fits k-means for every k of a range, scores each fit and chooses one by a rule; see {@link chooseK} for the rules.
 *
 * @param x rows x features
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row, a value is not finite, or no k keeps to the minimum cluster sizes
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { selectK } from "./select_k.ts";
 *
 * const x = matrixFromRows([[0], [1], [10], [11], [20], [21]]);
 * const { choice, models } = selectK(x, { rng: createRng(1) });
 * assert.equal(choice.k, 3);
 * assert.deepEqual(choice.table.map(({ k }) => k), [2, 3, 4, 5]);
 * assert.equal(models.get(3)!.inertia, 1.5);
 * ```
 */
export function selectK(
  x: Matrix,
  options: SelectKOptions & Omit<KMeansOptions, "k">,
): SelectedK<KMeansModel> {
  const kMeans: Clusterer<KMeansModel> = {
    fit: (rows, k, rng) => fitKMeans(rows, { ...options, k, rng }),
    labels: (model, rows) => assign(model, rows).labels,
  };
  return selectKWith(x, kMeans, options);
}

/** {@link selectK} for any way to make k clusters, so that k is chosen with the method that is used afterwards. */
export function selectKWith<M>(x: Matrix, clusterer: Clusterer<M>, options: SelectKOptions): SelectedK<M> {
  const { rng, rule = "silhouette", min = 2, max = 10, fallback = 1, references = 10, refits = 20, names = {} } =
    options;
  checkLimits("choose k", { min, max, fallback, references, refits }, selectKLimits);
  if (max < min) throw new RangeError(`Cannot choose k: the range ends at ${max} before it starts at ${min}`);
  checkFinite("choose k", x, names);
  if (x.rows === 0) throw new DataError("Cannot choose k: there is no row");
  const most = Math.min(max, x.rows - 1);
  if (most < min) {
    const k = Math.min(fallback, x.rows);
    const reason = `${x.rows} row${x.rows === 1 ? " is" : "s are"} too few to try k = ${min}`;
    return { choice: frozen({ k, rule, reason, table: [] }), models: new Map() };
  }
  const ks = Array.from({ length: most - min + 1 }, (_, i) => min + i);
  const models = new Map(ks.map((k) => [k, clusterer.fit(x, k, rng)]));
  const labelings = ks.map((k) => clusterer.labels(models.get(k)!, x));
  const inertias = labelings.map((labels) => inertia(x, labels));
  const gaps = rule !== "gap"
    ? []
    : gapStatistics(x, inertias, inertiasFor(ks, clusterer), references, rng.fork("gap"));
  const agreements = rule !== "stability"
    ? []
    : refitAgreement(x, labelings, labelsFor(ks, clusterer, x), refits, rng.fork("stability"));
  const bics = bicsOf(x, ks, labelings, inertias, clusterer, models);
  const choice = chooseK(scoreAll(x, ks, { labelings, inertias, gaps, bics, agreements }), options);
  return { choice, models };
}

function inertiasFor<M>(ks: readonly number[], clusterer: Clusterer<M>): (x: Matrix, rng: Rng) => readonly number[] {
  return (x, rng) => ks.map((k) => inertia(x, clusterer.labels(clusterer.fit(x, k, rng), x)));
}

function labelsFor<M>(
  ks: readonly number[],
  clusterer: Clusterer<M>,
  x: Matrix,
): (sample: Matrix, rng: Rng) => readonly Int32Array[] {
  return (sample, rng) => ks.map((k) => clusterer.labels(clusterer.fit(sample, k, rng), x));
}

function bicsOf<M>(
  x: Matrix,
  ks: readonly number[],
  labelings: readonly Int32Array[],
  inertias: readonly number[],
  clusterer: Clusterer<M>,
  models: ReadonlyMap<number, M>,
): readonly number[] {
  return ks.map((k, i) => {
    if (clusterer.bic !== undefined) return clusterer.bic(models.get(k)!, x);
    return sphericalBic({ inertia: inertias[i]!, sizes: groupsOf(labelings[i]!).sizes, columns: x.columns });
  });
}

/** What is known of each k, in the order of the k; empty where it was not asked for. */
interface Found {
  readonly labelings: readonly Int32Array[];
  readonly inertias: readonly number[];
  readonly gaps: readonly Gap[];
  readonly bics: readonly number[];
  readonly agreements: readonly number[];
}

function scoreAll(
  x: Matrix,
  ks: readonly number[],
  { labelings, inertias, gaps, bics, agreements }: Found,
): readonly KScores[] {
  const found = silhouettes(x, labelings);
  return ks.map((k, i): KScores => {
    const labels = labelings[i]!;
    const { sizes } = groupsOf(labels);
    return {
      k,
      clusters: sizes.length,
      smallest: Math.min(...sizes),
      silhouette: defined(found[i]!.mean),
      calinskiHarabasz: defined(calinskiHarabasz(x, labels)),
      daviesBouldin: defined(daviesBouldin(x, labels)),
      inertia: inertias[i]!,
      gap: gaps[i]?.gap ?? null,
      gapError: gaps[i]?.error ?? null,
      bic: defined(bics[i]!),
      // One cluster is stable by itself, which says nothing.
      stability: k === 1 ? null : agreements[i] ?? null,
    };
  });
}

function defined(score: number): number | null {
  return Number.isFinite(score) ? score : null;
}
