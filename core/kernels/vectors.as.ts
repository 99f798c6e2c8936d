/**
 * Squared distances of a group of four rows to points: f64, points x 4, go to `out`.
 *
 * @param points f64, columns x padded: the points, value by value
 * @param padded Number of points, even
 */
// @ts-ignore: decorator
@inline
export function groupSquares(group: usize, columns: i32, points: usize, padded: i32, out: usize): void {
  const line = <usize>padded << 3;
  const end = group + (<usize>columns << 5);
  for (let p: usize = 0; p < line; p += 16) {
    let a = f64x2.splat(0), b = a, c = a, d = a;
    let point = points + p;
    for (let at = group; at < end; at += 32) {
      const first = v128.load(at);
      const last = v128.load(at, 16);
      const one = v128.load64_splat(point);
      const other = v128.load64_splat(point, 8);
      const e = f64x2.sub(first, one);
      const f = f64x2.sub(last, one);
      const g = f64x2.sub(first, other);
      const h = f64x2.sub(last, other);
      a = f64x2.add(a, f64x2.mul(e, e));
      b = f64x2.add(b, f64x2.mul(f, f));
      c = f64x2.add(c, f64x2.mul(g, g));
      d = f64x2.add(d, f64x2.mul(h, h));
      point += line;
    }
    const to = out + (p << 2);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/** Squared distances of one row to points; f64, points, go to `out`. */
// @ts-ignore: decorator
@inline
export function rowSquares(row: usize, columns: i32, points: usize, padded: i32, out: usize): void {
  const line = <usize>padded << 3;
  const end = row + (<usize>columns << 5);
  for (let p: usize = 0; p < line; p += 16) {
    let sum = f64x2.splat(0);
    let point = points + p;
    for (let at = row; at < end; at += 32) {
      const difference = f64x2.sub(v128.load64_splat(at), v128.load(point));
      sum = f64x2.add(sum, f64x2.mul(difference, difference));
      point += line;
    }
    v128.store(out + p, sum);
  }
}

/** Squared distance of one row to one point, whose values follow every `line` bytes. */
// @ts-ignore: decorator
@inline
export function squared(row: usize, columns: i32, point: usize, line: usize): f64 {
  let sum: f64 = 0;
  const end = row + (<usize>columns << 5);
  for (let at = row; at < end; at += 32) {
    const difference = load<f64>(at) - load<f64>(point);
    sum += difference * difference;
    point += line;
  }
  return sum;
}
