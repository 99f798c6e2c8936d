import { createMatrix, type Matrix, rowOf } from "../matrix.ts";
import { createNearest, type Nearest, squaredDistance, writeNearest } from "../distance.ts";

/** When {@link lloyd} ends. */
export interface LloydOptions {
  readonly maxIterations: number;
  /** Ends when the squared moves of all centres sum up to this or less. */
  readonly tolerance: number;
}

/** One finished descent. */
export interface Descent {
  /** k x columns; a centre that no row is nearest to is possible only when rows repeat. */
  readonly centres: Matrix;
  /** Sum of the squared distances from each row to its nearest centre. */
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Lloyd's descent from starting centres: rows go to the nearest centre, centres to the mean of their rows, until nothing
 * moves. A centre without rows restarts at the row farthest from its own. A kernel: values are finite.
 *
 * Reference: S. Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory 28(2), 1982.
 */
export function lloyd(x: Matrix, start: Matrix, { maxIterations, tolerance }: LloydOptions): Descent {
  let centres: Matrix = { ...start, data: start.data.slice() };
  let next = createMatrix(start.rows, start.columns);
  const nearest = createNearest(x.rows);
  const before = new Int32Array(x.rows).fill(-1);
  let settled = false;
  let converged = false;
  let iterations = 0;
  while (!converged && iterations < maxIterations) {
    iterations++;
    writeNearest(x, centres, nearest);
    const repaired = moveCentres(x, nearest, next);
    const moved = squaredDistance(centres.data, 0, next.data, 0, centres.data.length);
    [centres, next] = [next, centres];
    settled = !repaired && sameLabels(nearest.labels, before);
    converged = settled || moved <= tolerance;
    before.set(nearest.labels);
  }
  writeNearest(x, centres, nearest);
  const inertia = nearest.squared.reduce((sum, value) => sum + value, 0);
  return { centres, inertia, iterations, converged };
}

/** Writes the means of each centre's rows; returns whether a centre without rows had to restart. */
function moveCentres(x: Matrix, { labels, squared }: Nearest, centres: Matrix): boolean {
  const { columns, data } = x;
  const sizes = new Int32Array(centres.rows);
  centres.data.fill(0);
  for (let i = 0, at = 0; i < x.rows; i++) {
    const label = labels[i]!;
    sizes[label] = sizes[label]! + 1;
    for (let j = label * columns, end = j + columns; j < end; j++, at++) {
      centres.data[j] = centres.data[j]! + data[at]!;
    }
  }
  const repaired = sizes.includes(0) && restartEmpty(x, labels, squared, centres, sizes);
  for (let c = 0, at = 0; c < centres.rows; c++) {
    const size = Math.max(1, sizes[c]!);
    for (let j = 0; j < columns; j++, at++) centres.data[at] = centres.data[at]! / size;
  }
  return repaired;
}

/** Gives each centre without rows the farthest row; `centres` holds sums. */
function restartEmpty(
  x: Matrix,
  labels: Int32Array,
  squared: Float64Array,
  centres: Matrix,
  sizes: Int32Array,
): boolean {
  const empty = [...sizes.keys()].filter((c) => sizes[c] === 0);
  const farthest = [...squared.keys()].sort((a, b) => squared[b]! - squared[a]! || a - b);
  let repaired = false;
  empty.forEach((c, place) => {
    const row = farthest[place]!;
    const donor = labels[row]!;
    if (!(squared[row]! > 0) || sizes[donor]! < 2) {
      // Fewer different rows than centres: the empty one repeats another and takes nothing from it.
      centres.data.set(rowOf(x, row), c * x.columns);
      return;
    }
    const values = rowOf(x, row);
    for (let j = 0; j < x.columns; j++) {
      centres.data[donor * x.columns + j] = centres.data[donor * x.columns + j]! - values[j]!;
    }
    centres.data.set(values, c * x.columns);
    sizes[donor] = sizes[donor]! - 1;
    sizes[c] = 1;
    repaired = true;
  });
  return repaired;
}

function sameLabels(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
