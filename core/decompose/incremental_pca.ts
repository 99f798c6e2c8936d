import { DataError } from "../errors.ts";
import { frozen } from "../frozen.ts";
import { checkLimits } from "../limits.ts";
import { centred, columnMeans, columnVariances } from "../linalg.ts";
import { checkFinite, createMatrix, type Matrix, type MatrixNames, rowOf } from "../matrix.ts";
import { checkComponents, countForShare, directions, pcaLimits, type PcaModel, withPositivePeak } from "./pca.ts";

/** Options of {@link fitIncrementalPca}. */
export interface IncrementalPcaOptions {
  /**
   * A share of variance below 1 (the fewest components that hold more than that), or the number of components, 1 and up.
   * A number is kept to in every batch, which saves memory and costs some accuracy; for a share all are kept to the end.
   * @default 0.8
   */
  readonly components?: number;
  /** Most components to keep. @default no limit */
  readonly maxComponents?: number;
  /** How messages call columns. */
  readonly names?: MatrixNames;
}

/** What is known after some batches. */
interface Seen {
  readonly rows: number;
  readonly mean: Float64Array;
  /** Sum of squares of each column around its mean. */
  readonly squares: Float64Array;
  /** Sums of squares along the vectors, descending. */
  readonly values: Float64Array;
  /** Unit vectors over features, one in each row. */
  readonly vectors: Matrix;
}

/**
 * Fits principal components batch by batch, so that no more than one batch has to be in memory at once.
 *
 * With as many components as the first batch has dimensions the result is that of `fitPca`; with fewer it is close to it.
 * It agrees with scikit-learn's IncrementalPCA on the same batches.
 *
 * Reference: D. Ross, J. Lim, R. Lin, M. Yang, Incremental learning for robust visual tracking, International Journal of
 * Computer Vision 77, 2008.
 *
 * @param batches Matrices with the same columns, e.g. from {@link rowBatches}; the first has 2 rows or more, and as many as
 *   components are asked for
 * @throws {RangeError} when an option is out of range or batches differ in columns
 * @throws {DataError} when there is no batch, the first one is too small or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { fitIncrementalPca, rowBatches } from "./incremental_pca.ts";
 *
 * const x = matrixFromRows([[0, 0], [3, 4], [6, 8], [-3, -4]]);
 * const model = fitIncrementalPca(rowBatches(x, 2), { components: 1 });
 * assert.ok(Math.abs(model.components[0]![1]! - 0.8) < 1e-12);
 * ```
 */
export function fitIncrementalPca(batches: Iterable<Matrix>, options: IncrementalPcaOptions = {}): PcaModel {
  const { components = 0.8, maxComponents = Number.MAX_SAFE_INTEGER, names = {} } = options;
  checkLimits(action, { components, maxComponents }, pcaLimits);
  checkComponents(action, components);
  const keep = components >= 1 ? Math.min(components, maxComponents) : Infinity;
  let seen: Seen | undefined;
  for (const batch of batches) {
    checkFinite(action, batch, { columns: names.columns });
    if (seen === undefined) seen = firstBatch(batch, keep);
    else if (batch.rows > 0) seen = nextBatch(seen, batch, keep);
  }
  if (seen === undefined) throw new DataError("Cannot fit components by batches: there is no batch");
  const total = seen.squares.reduce((sum, value) => sum + value, 0);
  const wanted = components >= 1 ? components : countForShare(seen.values, total, components);
  const { values, vectors, rows, mean } = seen;
  const kept = Array.from({ length: Math.min(wanted, maxComponents, values.length) }, (_, i) => i);
  return frozen({
    kind: "pca",
    mean: [...mean],
    components: kept.map((i) => [...withPositivePeak(rowOf(vectors, i))]),
    variance: kept.map((i) => values[i]! / (rows - 1)),
    ratio: kept.map((i) => total > 0 ? values[i]! / total : 0),
    totalVariance: total / (rows - 1),
  });
}

const action = "fit components by batches";

/**
 * The rows of a matrix in batches, without copying them. A rest of fewer rows than `least` joins the batch before it.
 *
 * @param size Rows of a batch, 1 and up
 * @param least Rows of the smallest batch that may come last. @default 1
 */
export function* rowBatches(x: Matrix, size: number, least = 1): Generator<Matrix> {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(`Cannot make batches of rows: size must be an integer from 1 up, but is ${size}`);
  }
  for (let start = 0; start < x.rows;) {
    const end = start + size + least > x.rows ? x.rows : start + size;
    yield createMatrix(end - start, x.columns, x.data.subarray(start * x.columns, end * x.columns));
    start = end;
  }
}

function firstBatch(batch: Matrix, keep: number): Seen {
  const least = Math.max(2, keep === Infinity ? 2 : Math.min(keep, batch.columns));
  if (batch.rows < least || batch.columns < 1) {
    throw new DataError(
      `Cannot ${action}: ${batch.rows} rows with ${batch.columns} features are too few for the first batch`,
      { remedy: `At least ${least} rows and 1 feature are needed; take larger batches, or all rows at once.` },
    );
  }
  const mean = columnMeans(batch);
  const squares = columnVariances(batch, mean, 0).map((variance) => variance * batch.rows);
  return { rows: batch.rows, mean, squares, ...leading(centred(batch, mean), keep) };
}

/** Old vectors weighed by what lies along them, the rows of the batch and the step between the means, taken together. */
function nextBatch(seen: Seen, batch: Matrix, keep: number): Seen {
  if (batch.columns !== seen.mean.length) {
    throw new RangeError(`Cannot ${action}: ${batch.columns} columns after ${seen.mean.length}`);
  }
  const own = columnMeans(batch);
  const rows = seen.rows + batch.rows;
  const weight = Math.sqrt(seen.rows / rows * batch.rows);
  const step = own.map((value, j) => weight * (seen.mean[j]! - value));
  const held = seen.values.length;
  const stacked = createMatrix(held + batch.rows + 1, batch.columns);
  for (let i = 0; i < held; i++) {
    stacked.data.set(rowOf(seen.vectors, i).map((value) => value * Math.sqrt(seen.values[i]!)), i * batch.columns);
  }
  stacked.data.set(centred(batch, own).data, held * batch.columns);
  stacked.data.set(step, (held + batch.rows) * batch.columns);
  const within = columnVariances(batch, own, 0);
  return {
    rows,
    mean: own.map((value, j) => seen.mean[j]! + (value - seen.mean[j]!) * (batch.rows / rows)),
    squares: seen.squares.map((value, j) => value + within[j]! * batch.rows + step[j]! ** 2),
    ...leading(stacked, keep),
  };
}

function leading(x: Matrix, keep: number): Pick<Seen, "values" | "vectors"> {
  const { values, vectors } = directions(x);
  const count = Math.min(keep, values.length);
  return {
    values: values.slice(0, count),
    vectors: createMatrix(count, x.columns, vectors.data.slice(0, count * x.columns)),
  };
}
