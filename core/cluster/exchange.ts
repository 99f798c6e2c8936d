import type { Matrix } from "../matrix.ts";
import { clusterMeans, createNearest, squaredDistance, writeNearest } from "../distance.ts";
import type { Descent } from "./lloyd.ts";

const longestSearch = 50;
/** A pass that lessens the inertia by less than this share is the last. */
const leastGain = 1e-4;

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
  for (let pass = 0, gain = Infinity; pass < longestSearch && gain > found.inertia * leastGain; pass++) {
    gain = 0;
    for (let i = 0; i < x.rows; i++) gain += moveRow(x, i, moving, nearest.labels, sizes);
  }
  // Means anew, because the moving centres have gathered rounding errors.
  const centres = clusterMeans(x, nearest.labels, clusters);
  writeNearest(x, centres, nearest);
  const inertia = nearest.squared.reduce((sum, value) => sum + value, 0);
  return inertia < found.inertia ? { ...found, centres, inertia } : found;
}

/** Moves a row to the cluster where it costs least; both centres follow. Returns by how much that lessens the inertia. */
function moveRow(x: Matrix, i: number, centres: Matrix, labels: Int32Array, sizes: Float64Array): number {
  const { columns, data } = x;
  const own = labels[i]!;
  const size = sizes[own]!;
  if (size < 2) return 0;
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
  if (best === own) return 0;
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
  return saved - least;
}
