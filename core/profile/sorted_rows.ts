import { columnOf, type Matrix } from "../matrix.ts";

/** For each column the rows by their value; equal ones in their order. */
export function sortedRows(x: Matrix): readonly Int32Array[] {
  return Array.from({ length: x.columns }, (_, j) => rowsByValue(columnOf(x, j)));
}

/** Numbers alone sort many times faster than rows with a comparison, so each row looks up its place among them. */
function rowsByValue(values: Float64Array): Int32Array {
  const sorted = values.toSorted();
  const taken = new Int32Array(values.length);
  const order = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const first = placeOf(sorted, values[row]!);
    order[first + taken[first]!] = row;
    taken[first]! += 1;
  }
  return order;
}

/** The first place of a value that is there. */
function placeOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
