import type { Matrix } from "../matrix.ts";

/** A question about one column. */
export interface Split {
  readonly feature: number;
  /** Half way between `below` and `above`, and less than `above`. */
  readonly threshold: number;
  readonly below: number;
  readonly above: number;
}

/**
 * The split that leaves the least Gini impurity, or none when no column has two values with enough rows on both sides.
 *
 * @param classes Class, 0 and up, of each row of `x`
 * @param counts Rows of each class in this node
 * @param orders For each column the rows of this node by their value
 * @param minimumLeaf Fewest rows on each side
 */
export function bestSplit(
  x: Matrix,
  classes: Int32Array,
  counts: readonly number[],
  orders: readonly Int32Array[],
  minimumLeaf: number,
): Split | undefined {
  let best: Found | undefined;
  orders.forEach((order, feature) => {
    const found = bestOfColumn(x, feature, classes, counts, order, minimumLeaf);
    // Rounding must not make a later column win over an equally good earlier one.
    if (found !== undefined && (best === undefined || found.purity > best.purity * (1 + 1e-12))) best = found;
  });
  return best;
}

interface Found extends Split {
  /** Sum over both sides of the squared class counts over the rows: the less impurity is left, the more. */
  readonly purity: number;
}

function bestOfColumn(
  { data, columns }: Matrix,
  feature: number,
  classes: Int32Array,
  counts: readonly number[],
  order: Int32Array,
  minimumLeaf: number,
): Found | undefined {
  const low = new Float64Array(counts.length);
  const high = Float64Array.from(counts);
  let [lowSquares, highSquares] = [0, high.reduce((sum, count) => sum + count * count, 0)];
  let [best, at] = [-Infinity, -1];
  for (let i = 0; i < order.length - minimumLeaf; i++) {
    const own = classes[order[i]!]!;
    lowSquares += 2 * low[own]! + 1;
    highSquares -= 2 * high[own]! - 1;
    low[own]! += 1;
    high[own]! -= 1;
    const rows = i + 1;
    if (rows < minimumLeaf || data[order[i]! * columns + feature] === data[order[rows]! * columns + feature]) continue;
    const purity = lowSquares / rows + highSquares / (order.length - rows);
    if (purity > best * (1 + 1e-12)) [best, at] = [purity, i];
  }
  if (at < 0) return undefined;
  const below = data[order[at]! * columns + feature]!;
  const above = data[order[at + 1]! * columns + feature]!;
  const middle = below / 2 + above / 2;
  return { feature, below, above, threshold: middle < above ? middle : below, purity: best };
}
