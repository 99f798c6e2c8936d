/** Rows that are gone through for all pairs of columns before the next ones, so that they stay in the cache. */
const blockRows = 128;

/**
 * Products of all pairs of columns, added up; the upper triangle.
 *
 * @param x f64, rows x columns; up to 3 values behind the last are read
 * @param width Even, at least columns + 3
 * @param out f64, (columns + 3) x width, zeros at first; outside columns x columns it holds nothing of meaning
 */
export function columnProducts(rows: i32, columns: i32, x: usize, width: i32, out: usize): void {
  const line = <usize>columns << 3;
  for (let i = 0; i < rows; i += blockRows) {
    const block = x + <usize>i * line;
    const end = block + <usize>min(blockRows, rows - i) * line;
    for (let a = 0; a < columns; a += 4) {
      for (let b = a; b < columns; b += 4) addProducts(block, end, line, a, b, <usize>width << 3, out);
    }
  }
}

/** Adds the products of columns a to a + 3 with columns b to b + 3. */
// @ts-ignore: decorator
@inline
function addProducts(block: usize, end: usize, line: usize, a: i32, b: i32, width: usize, out: usize): void {
  const at = out + <usize>a * width + (<usize>b << 3);
  let s = at;
  let a0 = v128.load(s), a1 = v128.load(s, 16);
  s += width;
  let b0 = v128.load(s), b1 = v128.load(s, 16);
  s += width;
  let c0 = v128.load(s), c1 = v128.load(s, 16);
  s += width;
  let d0 = v128.load(s), d1 = v128.load(s, 16);
  let other = block + (<usize>b << 3);
  for (let own = block + (<usize>a << 3); own < end; own += line) {
    const left = v128.load(other), right = v128.load(other, 16);
    let value = v128.load64_splat(own);
    a0 = f64x2.add(a0, f64x2.mul(value, left));
    a1 = f64x2.add(a1, f64x2.mul(value, right));
    value = v128.load64_splat(own, 8);
    b0 = f64x2.add(b0, f64x2.mul(value, left));
    b1 = f64x2.add(b1, f64x2.mul(value, right));
    value = v128.load64_splat(own, 16);
    c0 = f64x2.add(c0, f64x2.mul(value, left));
    c1 = f64x2.add(c1, f64x2.mul(value, right));
    value = v128.load64_splat(own, 24);
    d0 = f64x2.add(d0, f64x2.mul(value, left));
    d1 = f64x2.add(d1, f64x2.mul(value, right));
    other += line;
  }
  v128.store(s, d0);
  v128.store(s, d1, 16);
  s -= width;
  v128.store(s, c0);
  v128.store(s, c1, 16);
  s -= width;
  v128.store(s, b0);
  v128.store(s, b1, 16);
  v128.store(at, a0);
  v128.store(at, a1, 16);
}

/**
 * Coordinates of groups of four rows along directions.
 *
 * @param x f64, groups x 4 x columns; the means are taken off
 * @param means f64, columns, twice
 * @param directions f64, columns x padded: the directions, value by value
 * @param padded The number of directions, rounded up to an even one
 * @param out f64, rows x count
 * @returns 0, or NaN when a coordinate may not be finite
 */
export function projectRows(
  groups: i32,
  columns: i32,
  x: usize,
  means: usize,
  directions: usize,
  padded: i32,
  count: i32,
  out: usize,
): f64 {
  const bytes = <usize>columns << 3;
  const to = <usize>count << 3;
  const line = <usize>padded << 3;
  let check = f64x2.splat(0);
  for (let g = 0; g < groups; g++) {
    takeOff(x, bytes << 2, means, bytes << 1);
    let c: usize = 0;
    for (; c + 32 <= to; c += 32) check = f64x2.add(check, onFour(x, bytes, directions + c, line, out + c, to));
    for (; c < to; c += 16) check = f64x2.add(check, onTwo(x, bytes, directions + c, line, out + c, to, c + 8 < to));
    x += bytes << 2;
    out += to << 2;
  }
  return f64x2.extract_lane(check, 0) + f64x2.extract_lane(check, 1);
}

/** Takes the means of two rows off all rows. */
// @ts-ignore: decorator
@inline
function takeOff(x: usize, bytes: usize, means: usize, two: usize): void {
  for (const end = x + bytes; x < end; x += two) {
    for (let o: usize = 0; o < two; o += 16) v128.store(x + o, f64x2.sub(v128.load(x + o), v128.load(means + o)));
  }
}

/** Four rows on four directions; returns zeros, or NaN when a value may not be finite. */
// @ts-ignore: decorator
@inline
function onFour(x: usize, bytes: usize, at: usize, line: usize, out: usize, to: usize): v128 {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  const second = x + bytes, third = second + bytes, fourth = third + bytes;
  for (let j: usize = 0; j < bytes; j += 8) {
    const left = v128.load(at), right = v128.load(at, 16);
    let value = v128.load64_splat(x + j);
    a0 = f64x2.add(a0, f64x2.mul(value, left));
    a1 = f64x2.add(a1, f64x2.mul(value, right));
    value = v128.load64_splat(second + j);
    b0 = f64x2.add(b0, f64x2.mul(value, left));
    b1 = f64x2.add(b1, f64x2.mul(value, right));
    value = v128.load64_splat(third + j);
    c0 = f64x2.add(c0, f64x2.mul(value, left));
    c1 = f64x2.add(c1, f64x2.mul(value, right));
    value = v128.load64_splat(fourth + j);
    d0 = f64x2.add(d0, f64x2.mul(value, left));
    d1 = f64x2.add(d1, f64x2.mul(value, right));
    at += line;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  out += to;
  v128.store(out, b0);
  v128.store(out, b1, 16);
  out += to;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  out += to;
  v128.store(out, d0);
  v128.store(out, d1, 16);
  const left = f64x2.add(f64x2.add(a0, b0), f64x2.add(c0, d0));
  const right = f64x2.add(f64x2.add(a1, b1), f64x2.add(c1, d1));
  return f64x2.mul(f64x2.add(left, right), f64x2.splat(0));
}

/** Four rows on two directions, the last of which is written only on demand. */
// @ts-ignore: decorator
@inline
function onTwo(x: usize, bytes: usize, at: usize, line: usize, out: usize, to: usize, both: bool): v128 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  const second = x + bytes, third = second + bytes, fourth = third + bytes;
  for (let j: usize = 0; j < bytes; j += 8) {
    const direction = v128.load(at);
    a = f64x2.add(a, f64x2.mul(v128.load64_splat(x + j), direction));
    b = f64x2.add(b, f64x2.mul(v128.load64_splat(second + j), direction));
    c = f64x2.add(c, f64x2.mul(v128.load64_splat(third + j), direction));
    d = f64x2.add(d, f64x2.mul(v128.load64_splat(fourth + j), direction));
    at += line;
  }
  if (both) {
    v128.store(out, a);
    v128.store(out + to, b);
    v128.store(out + 2 * to, c);
    v128.store(out + 3 * to, d);
  } else {
    v128.store_lane<f64>(out, a, 0);
    v128.store_lane<f64>(out + to, b, 0);
    v128.store_lane<f64>(out + 2 * to, c, 0);
    v128.store_lane<f64>(out + 3 * to, d, 0);
  }
  return f64x2.mul(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)), f64x2.splat(0));
}
