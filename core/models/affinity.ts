import { squaredDistance } from "../distance.ts";
import { columnMeans, columnVariances } from "../linalg.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import { matrixOperator, type SymmetricOperator } from "../top_eigen.ts";

/** Ways to tell how alike two rows are. */
export const affinityKinds = ["nearest_neighbors", "rbf"] as const;

/** One of {@link affinityKinds}. */
export type AffinityKind = (typeof affinityKinds)[number];

/** A graph of rows with weights, as `D^-1/2 W D^-1/2`, whose eigenvectors are those of the normalised Laplacian. */
export interface AffinityGraph {
  readonly operator: SymmetricOperator;
  /** Square root of the sum of each row's weights to others; 1 for a row without any. */
  readonly roots: Float64Array;
}

/** Weights exp(-gamma d²) between all pairs of rows. */
export function rbfGraph(x: Matrix, gamma: number): AffinityGraph {
  const n = x.rows;
  const weights = createMatrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let o = 0; o < i; o++) {
      const squared = squaredDistance(x.data, i * x.columns, x.data, o * x.columns, x.columns);
      weights.data[i * n + o] = weights.data[o * n + i] = Math.exp(-gamma * squared);
    }
  }
  const roots = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let o = 0; o < n; o++) sum += weights.data[i * n + o]!;
    roots[i] = sum > 0 ? Math.sqrt(sum) : 1;
  }
  for (let i = 0, at = 0; i < n; i++) {
    for (let o = 0; o < n; o++, at++) weights.data[at] = weights.data[at]! / (roots[i]! * roots[o]!);
  }
  return { operator: matrixOperator(weights), roots };
}

/** The gamma that makes a typical pair of rows of one round cloud have the weight 1/e²: 1 / sum of the variances. */
export function typicalGamma(x: Matrix): number {
  const total = columnVariances(x, columnMeans(x), 0).reduce((sum, one) => sum + one, 0);
  return total > 0 ? 1 / total : 1;
}

/** Weights 1 between rows that are among each other's `neighbours` nearest, 1/2 where only one is; a row counts itself. */
export function neighbourGraph(x: Matrix, neighbours: number): AffinityGraph {
  const n = x.rows;
  const edges = Array.from({ length: n }, () => new Map<number, number>());
  for (let i = 0; i < n; i++) {
    for (const o of nearestRows(x, i, Math.min(neighbours, n))) {
      if (o === i) continue;
      edges[i]!.set(o, (edges[i]!.get(o) ?? 0) + 0.5);
      edges[o]!.set(i, (edges[o]!.get(i) ?? 0) + 0.5);
    }
  }
  const roots = Float64Array.from(edges, (own) => {
    const sum = [...own.values()].reduce((total, weight) => total + weight, 0);
    return sum > 0 ? Math.sqrt(sum) : 1;
  });
  const starts = new Int32Array(n + 1);
  edges.forEach((own, i) => starts[i + 1] = starts[i]! + own.size);
  const targets = new Int32Array(starts[n]!);
  const weights = new Float64Array(starts[n]!);
  edges.forEach((own, i) => {
    [...own].sort(([a], [b]) => a - b).forEach(([o, weight], place) => {
      targets[starts[i]! + place] = o;
      weights[starts[i]! + place] = weight / (roots[i]! * roots[o]!);
    });
  });
  const multiply: SymmetricOperator["multiply"] = (vectors, out) =>
    vectors.forEach((v, place) => {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let at = starts[i]!; at < starts[i + 1]!; at++) sum += weights[at]! * v[targets[at]!]!;
        out[place]![i] = sum;
      }
    });
  return { operator: { size: n, multiply }, roots };
}

/** The row itself and those nearest to it, `count` in all; of equally near ones the first. */
function nearestRows(x: Matrix, row: number, count: number): Int32Array {
  const found = new Int32Array(count).fill(-1);
  const squared = new Float64Array(count).fill(Infinity);
  found[0] = row;
  squared[0] = -1;
  for (let i = 0; i < x.rows; i++) {
    if (i === row) continue;
    const distance = squaredDistance(x.data, row * x.columns, x.data, i * x.columns, x.columns);
    if (distance >= squared[count - 1]!) continue;
    let place = count - 1;
    while (squared[place - 1]! > distance) {
      squared[place] = squared[place - 1]!;
      found[place] = found[place - 1]!;
      place--;
    }
    squared[place] = distance;
    found[place] = i;
  }
  return found;
}
