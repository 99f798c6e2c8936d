/** Groups that are gone through for all pairs of columns before the next ones, so that they stay in the cache. */
const blockGroups = 32;

/**
 * Products of all pairs of columns of rows in groups of four, see fit.as.ts; the upper triangle.
 *
 * @param padded Columns, rounded up to an even number; what is added is 0
 * @param out f64, padded x padded, zeros at first
 */
export function columnProducts(groups: i32, padded: i32, x: usize, out: usize): void {
  const line = <usize>padded << 5;
  for (let g = 0; g < groups; g += blockGroups) {
    const count = min(blockGroups, groups - g);
    const block = x + <usize>g * line;
    for (let a = 0; a < padded; a += 2) {
      for (let b = a; b < padded; b += 2) addPairs(block, count, line, padded, a, b, out);
    }
  }
}

/** Adds the products of columns a and a + 1 with columns b and b + 1. */
// @ts-ignore: decorator
@inline
function addPairs(block: usize, count: i32, line: usize, padded: i32, a: i32, b: i32, out: usize): void {
  let first = f64x2.splat(0), second = first, third = first, last = first;
  const end = block + <usize>count * line;
  let other = block + (<usize>b << 5);
  for (let own = block + (<usize>a << 5); own < end; own += line) {
    let c = v128.load(own), d = v128.load(own, 32), e = v128.load(other), f = v128.load(other, 32);
    first = f64x2.add(first, f64x2.mul(c, e));
    second = f64x2.add(second, f64x2.mul(c, f));
    third = f64x2.add(third, f64x2.mul(d, e));
    last = f64x2.add(last, f64x2.mul(d, f));
    c = v128.load(own, 16);
    d = v128.load(own, 48);
    e = v128.load(other, 16);
    f = v128.load(other, 48);
    first = f64x2.add(first, f64x2.mul(c, e));
    second = f64x2.add(second, f64x2.mul(c, f));
    third = f64x2.add(third, f64x2.mul(d, e));
    last = f64x2.add(last, f64x2.mul(d, f));
    other += line;
  }
  const at = out + ((<usize>a * padded + b) << 3);
  addLanes(at, first);
  addLanes(at + 8, second);
  addLanes(at + (<usize>padded << 3), third);
  addLanes(at + (<usize>padded << 3) + 8, last);
}

// @ts-ignore: decorator
@inline
function addLanes(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/**
 * Coordinates of rows along directions.
 *
 * @param x f64, rows x columns
 * @param means f64, columns: taken off each row
 * @param directions f64, columns x padded: the directions, value by value, their number rounded up to an even one
 * @param out f64, rows x padded
 */
export function projectRows(
  rows: i32,
  columns: i32,
  x: usize,
  means: usize,
  directions: usize,
  padded: i32,
  out: usize,
): void {
  const line = <usize>padded << 3;
  const bytes = <usize>columns << 3;
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < bytes; j += 8) store<f64>(x + j, load<f64>(x + j) - load<f64>(means + j));
    let c: usize = 0;
    for (; c + 32 <= line; c += 32) {
      let first = f64x2.splat(0), last = first;
      let at = directions + c;
      for (let j: usize = 0; j < bytes; j += 8) {
        const value = v128.load64_splat(x + j);
        first = f64x2.add(first, f64x2.mul(value, v128.load(at)));
        last = f64x2.add(last, f64x2.mul(value, v128.load(at, 16)));
        at += line;
      }
      v128.store(out + c, first);
      v128.store(out + c, last, 16);
    }
    if (c < line) {
      let sum = f64x2.splat(0);
      let at = directions + c;
      for (let j: usize = 0; j < bytes; j += 8) {
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(x + j), v128.load(at)));
        at += line;
      }
      v128.store(out + c, sum);
    }
    x += bytes;
    out += line;
  }
}
