import { groupSquares } from "./vectors.as";

/**
 * Brings the squared distance of each row to the nearest centre up to date with a new centre, and writes the running sums;
 * returns the sum.
 *
 * @param x rows in groups of four, see fit.as.ts
 * @param point f64, columns x 2: the new centre, twice
 * @param nearest f64 for each row, and 0 for those that fill the last group up
 * @param reached Room for as many
 * @param spare Room for 8 f64
 */
export function addNearer(
  rows: i32,
  columns: i32,
  x: usize,
  point: usize,
  nearest: usize,
  reached: usize,
  spare: usize,
): f64 {
  let sum: f64 = 0;
  const step = <usize>columns << 5;
  for (let i = 0; i < rows; i += 4) {
    groupSquares(x, columns, point, 2, spare);
    for (let o: usize = 0; o < 32; o += 8) {
      const known = load<f64>(nearest + o);
      const found = load<f64>(spare + o);
      const distance = found < known ? found : known;
      store<f64>(nearest + o, distance);
      sum += distance;
      store<f64>(reached + o, sum);
    }
    x += step;
    nearest += 32;
    reached += 32;
  }
  return sum;
}

/**
 * What the sum would be with each of some points.
 *
 * @param points f64, columns x padded: the points, value by value
 * @param sums f64, padded x 4, zeros at first: four parts of each sum
 * @param spare Room for padded x 4 f64
 */
export function sumsNearer(
  rows: i32,
  columns: i32,
  x: usize,
  points: usize,
  padded: i32,
  nearest: usize,
  sums: usize,
  spare: usize,
): void {
  const step = <usize>columns << 5;
  const end = <usize>padded << 5;
  for (let i = 0; i < rows; i += 4) {
    groupSquares(x, columns, points, padded, spare);
    const first = v128.load(nearest);
    const last = v128.load(nearest, 16);
    for (let o: usize = 0; o < end; o += 32) {
      const a = f64x2.pmin(first, v128.load(spare + o));
      const b = f64x2.pmin(last, v128.load(spare + o, 16));
      v128.store(sums + o, f64x2.add(v128.load(sums + o), a));
      v128.store(sums + o, f64x2.add(v128.load(sums + o, 16), b), 16);
    }
    x += step;
    nearest += 32;
  }
}
