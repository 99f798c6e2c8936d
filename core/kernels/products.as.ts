/** Rows that are gone through for all pairs of columns before the next ones, so that they stay in the cache. */
const blockRows = 128;

/**
 * Products of all pairs of columns, added up; the upper triangle.
 *
 * @param x f64, rows x columns; up to 3 values behind the last are read
 * @param width Even, at least columns + 3
 * @param out f64, (columns + 1) x width, zeros at first; outside columns x columns it holds nothing of meaning
 */
export function columnProducts(rows: i32, columns: i32, x: usize, width: i32, out: usize): void {
  const line = <usize>columns << 3;
  for (let i = 0; i < rows; i += blockRows) {
    const block = x + <usize>i * line;
    const end = block + <usize>min(blockRows, rows - i) * line;
    for (let a = 0; a < columns; a += 2) {
      for (let b = a; b < columns; b += 4) addProducts(block, end, line, a, b, <usize>width << 3, out);
    }
  }
}

/** Adds the products of columns a and a + 1 with columns b to b + 3. */
// @ts-ignore: decorator
@inline
function addProducts(block: usize, end: usize, line: usize, a: i32, b: i32, width: usize, out: usize): void {
  const at = out + <usize>a * width + (<usize>b << 3);
  let first = v128.load(at), second = v128.load(at, 16);
  let third = v128.load(at + width), last = v128.load(at + width, 16);
  let other = block + (<usize>b << 3);
  for (let own = block + (<usize>a << 3); own < end; own += line) {
    const left = v128.load(other), right = v128.load(other, 16);
    let value = v128.load64_splat(own);
    first = f64x2.add(first, f64x2.mul(value, left));
    second = f64x2.add(second, f64x2.mul(value, right));
    value = v128.load64_splat(own, 8);
    third = f64x2.add(third, f64x2.mul(value, left));
    last = f64x2.add(last, f64x2.mul(value, right));
    other += line;
  }
  v128.store(at, first);
  v128.store(at, second, 16);
  v128.store(at + width, third);
  v128.store(at + width, last, 16);
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
