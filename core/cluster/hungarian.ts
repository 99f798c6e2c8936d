import type { Matrix } from "../matrix.ts";

/**
 * Pairs rows with columns so that the sum of the values is greatest; each row and each column is used at most once and
 * min(rows, columns) pairs are made. Time grows with rows² x columns.
 *
 * Reference: H. Kuhn, The Hungarian method for the assignment problem, 1955; in the form of R. Jonker, A. Volgenant,
 * Computing 38, 1987.
 *
 * @param values rows x columns, finite
 * @returns for each row its column, or -1 when there are fewer columns than rows and it has none
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrixFromRows } from "../matrix.ts";
 * import { bestPairs } from "./hungarian.ts";
 *
 * assert.deepEqual([...bestPairs(matrixFromRows([[9, 8], [8, 1]]))], [1, 0]);
 * ```
 */
export function bestPairs(values: Matrix): Int32Array {
  const { rows, columns, data } = values;
  const turned = rows > columns;
  const [small, large] = turned ? [columns, rows] : [rows, columns];
  const cost = (i: number, j: number) => -(turned ? data[j * columns + i]! : data[i * columns + j]!);
  const owner = leastCost(small, large, cost);
  const pairs = new Int32Array(rows).fill(-1);
  owner.forEach((i, j) => {
    if (i >= 0) pairs[turned ? j : i] = turned ? i : j;
  });
  return pairs;
}

/** For each of the `large` columns the row that gets it, -1 for none; 1-based inside, with 0 as the free place. */
function leastCost(small: number, large: number, cost: (i: number, j: number) => number): Int32Array {
  const rowPrice = new Float64Array(small + 1);
  const columnPrice = new Float64Array(large + 1);
  const owner = new Int32Array(large + 1);
  for (let i = 1; i <= small; i++) {
    owner[0] = i;
    const from = augmentingPath({ cost, owner, rowPrice, columnPrice });
    let j = from.end;
    while (j !== 0) {
      const before = from.previous[j]!;
      owner[j] = owner[before]!;
      j = before;
    }
  }
  return owner.slice(1).map((i) => i - 1);
}

interface Prices {
  readonly cost: (i: number, j: number) => number;
  readonly owner: Int32Array;
  readonly rowPrice: Float64Array;
  readonly columnPrice: Float64Array;
}

/** The cheapest path from column 0 to a free column; adjusts the prices on the way. */
function augmentingPath({ cost, owner, rowPrice, columnPrice }: Prices): { end: number; previous: Int32Array } {
  const size = owner.length;
  const least = new Float64Array(size).fill(Infinity);
  const previous = new Int32Array(size);
  const visited = new Uint8Array(size);
  let end = 0;
  do {
    visited[end] = 1;
    const row = owner[end]!;
    let step = Infinity;
    let next = 0;
    for (let j = 1; j < size; j++) {
      if (visited[j] === 1) continue;
      const reduced = cost(row - 1, j - 1) - rowPrice[row]! - columnPrice[j]!;
      if (reduced < least[j]!) {
        least[j] = reduced;
        previous[j] = end;
      }
      if (least[j]! < step) {
        step = least[j]!;
        next = j;
      }
    }
    for (let j = 0; j < size; j++) {
      if (visited[j] === 1) {
        rowPrice[owner[j]!] = rowPrice[owner[j]!]! + step;
        columnPrice[j] = columnPrice[j]! - step;
      } else least[j] = least[j]! - step;
    }
    end = next;
  } while (owner[end] !== 0);
  return { end, previous };
}
