import type { Matrix } from "../matrix.ts";
import { clusterMeans, createNearest, squaredDistance, writeNearest } from "../distance.ts";
import type { Descent } from "./lloyd.ts";

const longestSearch = 50;

/**
 * Goes on where Lloyd's descent stands still: moves single rows to another cluster as long as that lessens the inertia,
 * the centres' own moves counted. A kernel.
 *
 * Reference: J. Hartigan, M. Wong, A k-means clustering algorithm, Applied Statistics 28(1), 1979.
 */
export function exchangeRows(x: Matrix, found: Descent): Descent {
  const clusters = found.centres.rows;
  const nearest = createNearest(x.rows);
  writeNearest(x, found.centres, nearest);
  const sizes = new Float64Array(clusters);
  for (const label of nearest.labels) sizes[label] = sizes[label]! + 1;
  const moving = clusterMeans(x, nearest.labels, clusters);
  for (let pass = 0, moves = 1; pass < longestSearch && moves > 0; pass++) {
    moves = 0;
    for (let i = 0; i < x.rows; i++) moves += moveRow(x, i, moving, nearest.labels, sizes) ? 1 : 0;
  }
  // Means anew, because the moving centres have gathered rounding errors.
  const centres = clusterMeans(x, nearest.labels, clusters);
  writeNearest(x, centres, nearest);
  const inertia = nearest.squared.reduce((sum, value) => sum + value, 0);
  return inertia < found.inertia ? { ...found, centres, inertia } : found;
}

/** Moves a row to the cluster where it costs least, if that is not its own; both centres follow. */
function moveRow(x: Matrix, i: number, centres: Matrix, labels: Int32Array, sizes: Float64Array): boolean {
  const { columns, data } = x;
  const own = labels[i]!;
  const size = sizes[own]!;
  if (size < 2) return false;
  const at = i * columns;
  const saved = squaredDistance(data, at, centres.data, own * columns, columns) * size / (size - 1);
  let least = saved * (1 - 1e-9);
  let best = own;
  for (let c = 0; c < centres.rows; c++) {
    if (c === own) continue;
    const cost = squaredDistance(data, at, centres.data, c * columns, columns) * sizes[c]! / (sizes[c]! + 1);
    if (cost >= least) continue;
    least = cost;
    best = c;
  }
  if (best === own) return false;
  for (let j = 0; j < columns; j++) {
    const value = data[at + j]!;
    const from = own * columns + j;
    const to = best * columns + j;
    centres.data[from] = centres.data[from]! + (centres.data[from]! - value) / (size - 1);
    centres.data[to] = centres.data[to]! + (value - centres.data[to]!) / (sizes[best]! + 1);
  }
  sizes[own] = size - 1;
  sizes[best] = sizes[best]! + 1;
  labels[i] = best;
  return true;
}
