/**
 * Products of all pairs of columns, the upper triangle.
 *
 * @param bytes Of a row; a multiple of 16
 * @param out f64, bytes / 8 x bytes / 8, zeros at first
 */
export function columnProducts(rows: i32, bytes: usize, x: usize, out: usize): void {
  for (let i = 0; i < rows; i++) {
    let line = out;
    for (let a: usize = 0; a < bytes; a += 8) {
      const value = v128.load64_splat(x + a);
      for (let b = a & ~15; b < bytes; b += 16) {
        v128.store(line + b, f64x2.add(v128.load(line + b), f64x2.mul(value, v128.load(x + b))));
      }
      line += bytes;
    }
    x += bytes;
  }
}
