import { groupSquares } from "./vectors.as";

/**
 * Squared distances of rows to the nearest centre if a point were a centre, too, for each of some points.
 *
 * @param x rows in groups of four, see fit.as.ts
 * @param points f64, columns x padded: the points, value by value
 * @param nearest f64 for each row without the points, and 0 for those that fill the last group up
 * @param found f64, padded x groups x 4: the distances with each point
 * @param sums f64, padded x 4, zeros at first: the sum of the distances with each point, in four parts
 * @param spare Room for padded x 4 f64
 */
export function nearestWith(
  groups: i32,
  columns: i32,
  x: usize,
  points: usize,
  padded: i32,
  nearest: usize,
  found: usize,
  sums: usize,
  spare: usize,
): void {
  const step = <usize>columns << 5;
  const line = <usize>groups << 5;
  const end = <usize>padded << 5;
  for (let g = 0; g < groups; g++) {
    groupSquares(x, columns, points, padded, spare);
    const first = v128.load(nearest);
    const last = v128.load(nearest, 16);
    let out = found;
    for (let o: usize = 0; o < end; o += 32) {
      const a = f64x2.pmin(first, v128.load(spare + o));
      const b = f64x2.pmin(last, v128.load(spare + o, 16));
      v128.store(out, a);
      v128.store(out, b, 16);
      v128.store(sums + o, f64x2.add(v128.load(sums + o), a));
      v128.store(sums + o, f64x2.add(v128.load(sums + o, 16), b), 16);
      out += line;
    }
    x += step;
    nearest += 32;
    found += 32;
  }
}

/** Writes the running sums of values and returns the last one. */
export function runningSums(count: i32, values: usize, out: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>count << 3; i += 8) {
    sum += load<f64>(values + i);
    store<f64>(out + i, sum);
  }
  return sum;
}
