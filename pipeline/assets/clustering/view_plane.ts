import { createMatrix, fitPca, type Matrix, type Preparation, project } from "../../../core/mod.ts";
import type { Loading } from "../../figures/mod.ts";

/** Stores on a plane to look at. */
export interface ViewPlane {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly loadings: readonly Loading[];
  readonly variance: readonly [number | null, number | null];
}

/** What a plane is made from. */
export interface PlaneSource {
  readonly preparation: Preparation;
  /** Stores in the space that clusters are in. */
  readonly space: Matrix;
  /** Scaled features of the same stores; asked for only when the space has no two components. */
  readonly scaled: () => Promise<Matrix>;
}

/**
 * The first two components that clusters were fitted on; where there are fewer, those of the scaled features. A single
 * feature makes a line.
 */
export async function viewPlane({ preparation, space, scaled }: PlaneSource): Promise<ViewPlane> {
  const { pca, encoder } = preparation;
  if (pca !== null && pca.components.length >= 2) {
    return {
      ...firstTwo(space),
      loadings: pca.kind === "pca" ? loadingsOf(encoder.names, pca) : [],
      variance: [pca.ratio[0] ?? null, pca.ratio[1] ?? null],
    };
  }
  const x = await scaled();
  if (x.columns < 2 || x.rows < 2) return { ...firstTwo(x), loadings: [], variance: [null, null] };
  const view = fitPca(x, { components: 2 });
  return {
    ...firstTwo(project(view, x)),
    loadings: loadingsOf(encoder.names, view),
    variance: [view.ratio[0] ?? null, view.ratio[1] ?? null],
  };
}

function firstTwo({ rows, columns, data }: Matrix) {
  const pick = (column: number) =>
    Float64Array.from({ length: rows }, (_, row) => column < columns ? data[row * columns + column]! : 0);
  return { x: pick(0), y: pick(1) };
}

function loadingsOf(
  names: readonly string[],
  { components, variance }: Pick<ReturnType<typeof fitPca>, "components" | "variance">,
): readonly Loading[] {
  const weight = (component: number, j: number) =>
    (components[component]?.[j] ?? 0) * Math.sqrt(variance[component] ?? 0);
  return names.map((feature, j) => ({ feature, x: weight(0, j), y: weight(1, j) }));
}

/** Means of columns by label: labels x columns, in the order of `labels`. */
export function meansByLabel(x: Matrix, rowLabels: ArrayLike<number>, labels: readonly number[]): Matrix {
  const place = new Map(labels.map((label, i) => [label, i]));
  const sums = createMatrix(labels.length, x.columns);
  const counts = new Float64Array(labels.length);
  for (let row = 0; row < x.rows; row++) {
    const at = place.get(rowLabels[row]!);
    if (at === undefined) continue;
    counts[at]!++;
    for (let j = 0; j < x.columns; j++) sums.data[at * x.columns + j]! += x.data[row * x.columns + j]!;
  }
  for (let i = 0; i < sums.data.length; i++) sums.data[i]! /= counts[Math.floor(i / x.columns)]!;
  return sums;
}
