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
  let p: usize = 0;
  for (; p + 32 <= line; p += 32) toFour(group, end, points + p, line, out + (p << 2));
  if (p < line) toTwo(group, end, points + p, line, out + (p << 2));
}

/** Squared distances of a group to four points. */
// @ts-ignore: decorator
@inline
function toFour(group: usize, end: usize, point: usize, line: usize, out: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (let at = group; at < end; at += 32) {
    const first = v128.load(at);
    const last = v128.load(at, 16);
    let value = v128.load64_splat(point);
    a = addSquare(a, first, value);
    b = addSquare(b, last, value);
    value = v128.load64_splat(point, 8);
    c = addSquare(c, first, value);
    d = addSquare(d, last, value);
    value = v128.load64_splat(point, 16);
    e = addSquare(e, first, value);
    f = addSquare(f, last, value);
    value = v128.load64_splat(point, 24);
    g = addSquare(g, first, value);
    h = addSquare(h, last, value);
    point += line;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
  v128.store(out, e, 64);
  v128.store(out, f, 80);
  v128.store(out, g, 96);
  v128.store(out, h, 112);
}

/** Squared distances of a group to two points. */
// @ts-ignore: decorator
@inline
function toTwo(group: usize, end: usize, point: usize, line: usize, out: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  for (let at = group; at < end; at += 32) {
    const first = v128.load(at);
    const last = v128.load(at, 16);
    let value = v128.load64_splat(point);
    a = addSquare(a, first, value);
    b = addSquare(b, last, value);
    value = v128.load64_splat(point, 8);
    c = addSquare(c, first, value);
    d = addSquare(d, last, value);
    point += line;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b);
  return f64x2.add(sum, f64x2.mul(difference, difference));
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
      sum = addSquare(sum, v128.load64_splat(at), v128.load(point));
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
