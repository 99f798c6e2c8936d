import { createMatrix, type Matrix, rowOf } from "../matrix.ts";
import type { Rng } from "../rng.ts";
import { squaredDistance } from "../distance.ts";

/**
 * Starting centres by greedy k-means++: each next centre is a row drawn with probability proportional to its squared
 * distance from the centres so far; of 2 + ln k drawn rows the one that leaves the least sum of distances is taken. A
 * kernel: `k` is 1 to x.rows, values are finite.
 *
 * Reference: D. Arthur, S. Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007.
 *
 * @returns k x columns, rows of `x`; some are equal when `x` has fewer than k different rows
 */
export function seedCentres(x: Matrix, k: number, rng: Rng): Matrix {
  const trials = 2 + Math.floor(Math.log(k));
  const centres = createMatrix(k, x.columns);
  const first = rng.integer(x.rows);
  centres.data.set(rowOf(x, first));
  let nearest = new Float64Array(x.rows).fill(Infinity);
  let spare = new Float64Array(x.rows);
  let best = new Float64Array(x.rows);
  let total = writeNearer(x, first, nearest, nearest);
  const reached = new Float64Array(x.rows);
  for (let c = 1; c < k; c++) {
    accumulate(nearest, reached);
    let least = Infinity;
    let chosen = 0;
    for (let trial = 0; trial < trials; trial++) {
      const row = total > 0 ? findRow(reached, rng.uniform() * reached[x.rows - 1]!) : rng.integer(x.rows);
      const sum = writeNearer(x, row, nearest, spare);
      if (sum >= least) continue;
      least = sum;
      chosen = row;
      [best, spare] = [spare, best];
    }
    [nearest, best] = [best, nearest];
    total = least;
    centres.data.set(rowOf(x, chosen), c * x.columns);
  }
  return centres;
}

/** Writes the squared distances with one more centre, the given row; returns their sum. */
function writeNearer(x: Matrix, row: number, nearest: Float64Array, out: Float64Array): number {
  const { data, columns } = x;
  let sum = 0;
  for (let i = 0, at = 0; i < x.rows; i++, at += columns) {
    const distance = Math.min(nearest[i]!, squaredDistance(data, at, data, row * columns, columns));
    out[i] = distance;
    sum += distance;
  }
  return sum;
}

function accumulate(values: Float64Array, reached: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) reached[i] = sum += values[i]!;
}

/** The first row whose running sum is above the target. */
function findRow(reached: Float64Array, target: number): number {
  let low = 0;
  let high = reached.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
