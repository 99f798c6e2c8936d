import { squaredDistance } from "../distance.ts";
import type { Matrix } from "../matrix.ts";
import { chooseWeighted, type Rng } from "../rng.ts";

/** Gives the Euclidean distances from a row to every row. The array may be used again by the next call. */
export type Distances = (row: number) => Float64Array;

/** With up to so many rows all distances are kept: 128 MB. */
const mostKept = 4096;

/** Distances between the rows of a matrix: computed once for few rows, each time for many. */
export function distancesOf(x: Matrix): Distances {
  const { rows, columns, data } = x;
  const write = (row: number, out: Float64Array) => {
    for (let i = 0, at = 0; i < rows; i++, at += columns) {
      out[i] = Math.sqrt(squaredDistance(data, row * columns, data, at, columns));
    }
    return out;
  };
  if (rows > mostKept) {
    const room = new Float64Array(rows);
    return (row) => write(row, room);
  }
  const kept: (Float64Array | undefined)[] = Array(rows);
  return (row) => kept[row] ??= write(row, new Float64Array(rows));
}

/** Medoids that no single swap improves. */
export interface Medoids {
  /** Row of each medoid. */
  readonly medoids: Int32Array;
  /** Sum of the distances from each row to the nearest medoid. */
  readonly loss: number;
  readonly swaps: number;
}

/** Rows to start from: each next one drawn with probability proportional to its distance from those before. */
export function seedMedoids(distances: Distances, rows: number, k: number, rng: Rng): Int32Array {
  const chosen = [rng.integer(rows)];
  const nearest = distances(chosen[0]!).slice();
  while (chosen.length < k && nearest.some((distance) => distance > 0)) {
    const next = chooseWeighted(rng, nearest);
    const found = distances(next);
    for (let i = 0; i < rows; i++) nearest[i] = Math.min(nearest[i]!, found[i]!);
    chosen.push(next);
  }
  return Int32Array.from(chosen);
}

interface State {
  readonly medoids: Int32Array;
  /** Distances from each medoid to every row. */
  readonly from: readonly Float64Array[];
  /** Place of the nearest medoid of each row. */
  readonly near: Int32Array;
  readonly nearest: Float64Array;
  /** Distance to the second nearest medoid; Infinity with one medoid. */
  readonly second: Float64Array;
  /** What taking a medoid away costs. */
  readonly removal: Float64Array;
}

/**
 * Swaps medoids with other rows as long as that lessens the sum of distances, taking every improvement at once.
 *
 * Reference: E. Schubert, P. Rousseeuw, Fast and eager k-medoids clustering: O(k) runtime improvement of the PAM, CLARA,
 * and CLARANS algorithms, Information Systems 101, 2021 (FasterPAM).
 *
 * @param start Rows of the first medoids, all different
 * @param most Most looks at all rows
 */
export function fasterPam(distances: Distances, rows: number, start: Int32Array, most: number): Medoids {
  const state: State = {
    medoids: start.slice(),
    from: Array.from(start, (row) => distances(row).slice()),
    near: new Int32Array(rows),
    nearest: new Float64Array(rows),
    second: new Float64Array(rows),
    removal: new Float64Array(start.length),
  };
  let total = compare(state);
  const taken = new Set(start);
  let swaps = 0;
  let idle = 0;
  for (let look = 0, row = 0; look < most * rows && idle < rows; look++, row = (row + 1) % rows) {
    idle++;
    if (taken.has(row)) continue;
    const found = distances(row);
    // A gain that is rounding only would swap equal medoids for ever.
    const out = bestToReplace(state, found, 1e-12 * total);
    if (out < 0) continue;
    taken.delete(state.medoids[out]!);
    taken.add(row);
    state.medoids[out] = row;
    state.from[out]!.set(found);
    total = compare(state);
    swaps++;
    idle = 0;
  }
  return { medoids: state.medoids, loss: total, swaps };
}

/** The place of the medoid that the row should replace; -1 when no swap with it lessens the sum by more than `trifle`. */
function bestToReplace({ near, nearest, second, removal }: State, found: Float64Array, trifle: number): number {
  const k = removal.length;
  const change = removal.slice();
  let shared = 0;
  for (let i = 0; i < found.length; i++) {
    const distance = found[i]!;
    if (distance < nearest[i]!) {
      shared += distance - nearest[i]!;
      if (k > 1) change[near[i]!]! += nearest[i]! - second[i]!;
    } else if (k === 1) {
      shared += distance - nearest[i]!;
    } else if (distance < second[i]!) {
      change[near[i]!]! += distance - second[i]!;
    }
  }
  let best = 0;
  for (let m = 1; m < k; m++) if (change[m]! < change[best]!) best = m;
  return change[best]! + shared < -trifle ? best : -1;
}

/** Finds the two nearest medoids of each row; returns the sum of the distances to the nearest. */
function compare({ from, near, nearest, second, removal }: State): number {
  let total = 0;
  removal.fill(0);
  for (let i = 0; i < near.length; i++) {
    let first = 0;
    let least = Infinity;
    let next = Infinity;
    for (let m = 0; m < from.length; m++) {
      const distance = from[m]![i]!;
      if (distance < least) {
        next = least;
        least = distance;
        first = m;
      } else if (distance < next) {
        next = distance;
      }
    }
    near[i] = first;
    nearest[i] = least;
    second[i] = next;
    total += least;
    if (from.length > 1) removal[first]! += next - least;
  }
  return total;
}
