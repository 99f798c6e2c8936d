import { groupedRow, type GroupedRows } from "../kernels/mod.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import type { Rng } from "../rng.ts";

/** Room that {@link seedCentres} works in, for any number of seedings of the same rows. */
export interface SeedMemory {
  readonly rows: GroupedRows;
  /** Rows that are tried for each centre. */
  readonly trials: number;
  /** Addresses. f64 for each row, whole groups: squared distance to the nearest centre. */
  readonly nearest: number;
  /** As many: their running sums. */
  readonly reached: number;
  /** As many for each trial. */
  readonly found: number;
  /** f64, columns x trials, the trials rounded up to an even number. */
  readonly points: number;
  /** f64, four for each trial. */
  readonly sums: number;
  readonly spare: number;
}

/** Memory to seed `k` centres. */
export function createSeedMemory(rows: GroupedRows, k: number): SeedMemory {
  const { arena, columns, groups } = rows;
  const trials = k === 1 ? 1 : 2 + Math.floor(Math.log(k));
  const padded = trials + trials % 2;
  const [nearest, reached] = [arena.allocate(groups * 32), arena.allocate(groups * 32)];
  const [found, points] = [arena.allocate(groups * 32 * padded), arena.allocate(columns * padded * 8)];
  const [sums, spare] = [arena.allocate(padded * 32), arena.allocate(padded * 32)];
  return { rows, trials, nearest, reached, found, points, sums, spare };
}

/**
 * Starting centres by greedy k-means++: each next centre is a row drawn with probability proportional to its squared
 * distance from the centres so far; of 2 + ln k drawn rows the one that leaves the least sum of distances is taken. A
 * kernel: `k` is 1 to the number of rows, values are finite.
 *
 * Reference: D. Arthur, S. Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007.
 *
 * @returns k x columns, rows of those given; some are equal when there are fewer than k different ones
 */
export function seedCentres(memory: SeedMemory, k: number, rng: Rng): Matrix {
  const { rows, trials, nearest, reached } = memory;
  const { arena, columns } = rows;
  const running = arena.f64(reached, rows.rows);
  const centres = createMatrix(k, columns);
  arena.f64(nearest, rows.rows).fill(Infinity);
  for (let c = 0, total = 0; c < k; c++) {
    const tried = Array.from({ length: c === 0 ? 1 : trials }, () => {
      const row = total > 0 ? findRow(running, rng.uniform() * total) : rng.integer(rows.rows);
      return groupedRow(rows, row);
    });
    centres.data.set(tried[takeBest(memory, tried)]!, c * columns);
    total = arena.kernels.runningSums(rows.rows, nearest, reached);
  }
  return centres;
}

/** Chooses the point that leaves the least sum of distances and brings the distances up to date with it. */
function takeBest(memory: SeedMemory, tried: readonly Float64Array[]): number {
  const { rows, nearest, found, points, sums, spare } = memory;
  const { arena, columns, groups, address } = rows;
  const padded = placePoints(memory, tried);
  const parts = arena.f64(sums, padded * 4).fill(0);
  arena.kernels.nearestWith(groups, columns, address, points, padded, nearest, found, sums, spare);
  let best = 0;
  let least = Infinity;
  for (let t = 0; t < tried.length; t++) {
    const sum = parts[t * 4]! + parts[t * 4 + 1]! + parts[t * 4 + 2]! + parts[t * 4 + 3]!;
    if (sum >= least) continue;
    least = sum;
    best = t;
  }
  arena.f64(nearest, groups * 4).set(arena.f64(found + best * groups * 32, groups * 4));
  return best;
}

/** Puts points where the kernels look for them; returns their number, rounded up to an even one. */
function placePoints({ rows, points }: SeedMemory, values: readonly Float64Array[]): number {
  const padded = values.length + values.length % 2;
  const out = rows.arena.f64(points, rows.columns * padded);
  values.forEach((point, p) => point.forEach((value, j) => out[j * padded + p] = value));
  return padded;
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
