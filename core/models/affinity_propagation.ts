import type { Centroids } from "../cluster/mod.ts";
import { orderClusters } from "../cluster_order.ts";
import { squaredDistance } from "../distance.ts";
import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits, type LimitTable } from "../limits.ts";
import { centred, columnMeans } from "../linalg.ts";
import { createMatrix, type Matrix, type MatrixNames, pickRows, rowOf } from "../matrix.ts";
import type { Rng } from "../rng.ts";
import { checkRows } from "./check_rows.ts";
import { exchangeMessages } from "./messages.ts";
import { quickselect } from "../quickselect.ts";
import type { FittedRows } from "./types.ts";

/** Clusters around rows that stand for others. Plain data; new rows get labels from `assign(model, x)`. */
export interface AffinityPropagationModel extends Centroids, FittedRows {
  readonly kind: "affinity_propagation";
  /** The row of the fit that stands for each cluster; `centroids` holds its values. */
  readonly exemplars: readonly number[];
  /** What each row's wish to be an exemplar was, in squared distances below 0. */
  readonly preference: number;
  /** The damping with which the messages settled. */
  readonly damping: number;
  readonly iterations: number;
  /** Whether the exemplars stayed; if not, they are those of the last round, of which others are as good. */
  readonly converged: boolean;
}

/** Options of {@link fitAffinityPropagation}. */
export interface AffinityPropagationOptions {
  /** Source of chance: similarities are changed by less than rounding, so that equal ones differ. */
  readonly rng: Rng;
  /** How much of the old messages is kept, 0.5 to below 1; more where they do not settle. @default 0.5 */
  readonly damping?: number;
  /**
   * How much a row wants to be an exemplar: a squared distance with a minus sign. The less, the fewer clusters.
   * @default the median similarity of all pairs
   */
  readonly preference?: number;
  /** Most rounds of messages with the damping asked for; more in proportion with more damping. @default 200 */
  readonly maxIterations?: number;
  /**
   * Rounds without a change after which the exemplars are settled; with a damping of 0.9 and more few rounds end too early.
   * @default 15
   */
  readonly patience?: number;
  /** How messages call rows and columns. */
  readonly names?: MatrixNames;
}

/** Limits of {@link AffinityPropagationOptions}. */
export const affinityPropagationLimits = {
  damping: { kind: "number", from: 0.5, below: 1 },
  maxIterations: { kind: "integer", from: 1 },
  patience: { kind: "integer", from: 1 },
} as const satisfies LimitTable;

/** Tried in turn where messages do not settle. */
const heavierDampings = [0.75, 0.9] as const;

/** Three tables of all pairs of rows are kept: 600 MB. */
const mostAffinityRows = 5000;

/**
 * Rows send each other messages about who should stand for whom until a set of exemplars settles. Finds the number of
 * clusters by itself; the preference decides how many. When the messages do not settle, it tries again with more damping.
 *
 * Reference: B. Frey, D. Dueck, Clustering by passing messages between data points, Science 315, 2007.
 *
 * @param x rows x features, at most 5,000 rows
 * @throws {RangeError} when an option is out of range
 * @throws {DataError} when there is no row, there are too many, a value is not finite, or no exemplar is found
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { createRng } from "../rng.ts";
 * import { fitAffinityPropagation } from "./affinity_propagation.ts";
 *
 * const x = matrixFromRows([[1, 2], [1, 4], [1, 0], [4, 2], [4, 4], [4, 0]]);
 * const model = fitAffinityPropagation(x, { rng: createRng(1) });
 * assert.deepEqual(model.centroids, [[1, 2], [4, 2]]);
 * assert.deepEqual(model.rowLabels, [0, 0, 0, 1, 1, 1]);
 * ```
 */
export function fitAffinityPropagation(x: Matrix, options: AffinityPropagationOptions): AffinityPropagationModel {
  const { rng, damping = 0.5, maxIterations = 200, patience = 15, names = {} } = options;
  checkLimits("fit affinity propagation", { damping, maxIterations, patience }, affinityPropagationLimits);
  checkRows("affinity propagation", x, { most: mostAffinityRows, names });
  const similarities = similaritiesOf(centred(x, columnMeans(x)));
  const { preference = medianOf(similarities) } = options;
  checkLimits("fit affinity propagation", { preference }, { preference: { kind: "number" } });
  const same = allEqual(similarities);
  if (same !== undefined) {
    const exemplars = preference > same ? Array.from({ length: x.rows }, (_, i) => i) : [0];
    return modelOf(x, similarities, exemplars, { preference, damping, iterations: 0, converged: true });
  }
  unsettle(similarities, preference, rng.fork("noise"));
  let unsettled: AffinityPropagationModel | undefined;
  for (const tried of [damping, ...heavierDampings.filter((more) => more > damping)]) {
    // Messages that change more slowly need more rounds to settle, and longer to show that they have.
    const slower = (1 - damping) / (1 - tried);
    const { exemplars, iterations, converged } = exchangeMessages(similarities, {
      damping: tried,
      maxIterations: Math.round(maxIterations * slower),
      patience: Math.round(patience * slower),
    });
    if (exemplars.length === 0) continue;
    const settled = { preference, damping: tried, iterations, converged };
    const model = modelOf(x, similarities, refined(similarities, exemplars), settled);
    if (converged) return model;
    unsettled = model;
  }
  if (unsettled !== undefined) return unsettled;
  throw new DataError(
    `Cannot fit affinity propagation: no row stands for others after ${maxIterations} rounds, whatever the damping`,
    { remedy: "Allow more rounds (max_iterations), set another preference, or use another algorithm." },
  );
}

/** Squared distances with a minus sign, rows x rows. */
function similaritiesOf(x: Matrix): Matrix {
  const out = createMatrix(x.rows, x.rows);
  for (let i = 0; i < x.rows; i++) {
    for (let o = 0; o < i; o++) {
      const value = -squaredDistance(x.data, i * x.columns, x.data, o * x.columns, x.columns);
      out.data[i * x.rows + o] = value;
      out.data[o * x.rows + i] = value;
    }
  }
  return out;
}

function medianOf({ data }: Matrix): number {
  const values = data.slice();
  const half = data.length >> 1;
  const upper = quickselect(values, half);
  return data.length % 2 === 1 ? upper : (upper + quickselect(values, half - 1)) / 2;
}

/** The similarity of all pairs of different rows, when it is one and the same. */
function allEqual({ rows, data }: Matrix): number | undefined {
  if (rows === 1) return 0;
  const first = data[1]!;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let o = 0; o < rows; o++, at++) if (i !== o && data[at] !== first) return undefined;
  }
  return first;
}

function unsettle({ rows, data }: Matrix, preference: number, rng: Rng): void {
  for (let i = 0; i < rows; i++) data[i * rows + i] = preference;
  for (let at = 0; at < data.length; at++) {
    data[at] = data[at]! + (Number.EPSILON * data[at]! + 2.2250738585072014e-306) * rng.normal();
  }
}

/** In each cluster the row that all others of it are most similar to. */
function refined(similarities: Matrix, exemplars: readonly number[]): readonly number[] {
  const { rows, data } = similarities;
  const labels = labelsOf(similarities, exemplars);
  const refined = exemplars.map((_, c) => {
    const own = Array.from(labels.keys()).filter((i) => labels[i] === c);
    const sums = own.map((to) => own.reduce((sum, from) => sum + data[from * rows + to]!, 0));
    return own[sums.reduce((best, sum, i) => sum > sums[best]! ? i : best, 0)]!;
  });
  return [...new Set(refined)].sort((a, b) => a - b);
}

/** The place of the most similar exemplar of each row; exemplars stand for themselves. */
function labelsOf({ rows, data }: Matrix, exemplars: readonly number[]): Int32Array {
  const labels = Int32Array.from({ length: rows }, (_, i) => {
    let best = 0;
    exemplars.forEach((row, c) => {
      if (data[i * rows + row]! > data[i * rows + exemplars[best]!]!) best = c;
    });
    return best;
  });
  exemplars.forEach((row, c) => labels[row] = c);
  return labels;
}

type Settled = Pick<AffinityPropagationModel, "preference" | "damping" | "iterations" | "converged">;

function modelOf(
  x: Matrix,
  similarities: Matrix,
  exemplars: readonly number[],
  settled: Settled,
): AffinityPropagationModel {
  const { rowLabels, sizes, order } = orderClusters(x, labelsOf(similarities, exemplars), pickRows(x, exemplars));
  const inOrder = order.map((place) => exemplars[place]!);
  return frozen({
    kind: "affinity_propagation",
    centroids: inOrder.map((row) => Array.from(rowOf(x, row))),
    labels: sizes.map((_, c) => c),
    sizes,
    rowLabels,
    exemplars: inOrder,
    ...settled,
  });
}
