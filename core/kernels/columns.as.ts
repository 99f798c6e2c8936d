/**
 * Sums of each of the values of a group of four rows; in which order these come does not matter.
 *
 * @param sums f64, columns x 4, zeros at first
 */
export function columnSums(groups: i32, columns: i32, x: usize, sums: usize): void {
  const line = <usize>columns << 5;
  for (let g = 0; g < groups; g++) {
    for (let o: usize = 0; o < line; o += 16) {
      v128.store(sums + o, f64x2.add(v128.load(sums + o), v128.load(x + o)));
    }
    x += line;
  }
}

/**
 * Takes a number off each of the values of a group of four rows.
 *
 * @param offsets f64, columns x 4
 * @param squares f64, columns x 4, zeros at first: sums of squares of what is left
 */
export function shiftColumns(groups: i32, columns: i32, x: usize, offsets: usize, squares: usize): void {
  const line = <usize>columns << 5;
  for (let g = 0; g < groups; g++) {
    for (let o: usize = 0; o < line; o += 16) {
      const value = f64x2.sub(v128.load(x + o), v128.load(offsets + o));
      v128.store(x + o, value);
      v128.store(squares + o, f64x2.add(v128.load(squares + o), f64x2.mul(value, value)));
    }
    x += line;
  }
}

/**
 * Takes a number off each of the values of a group of four rows, and adds what is left up.
 *
 * @param offsets f64, columns x 4
 * @param sums f64, columns x 4, zeros at first
 */
export function sumShifted(groups: i32, columns: i32, x: usize, offsets: usize, sums: usize): void {
  const line = <usize>columns << 5;
  for (let g = 0; g < groups; g++) {
    for (let o: usize = 0; o < line; o += 32) {
      const first = f64x2.sub(v128.load(x + o), v128.load(offsets + o));
      const last = f64x2.sub(v128.load(x + o, 16), v128.load(offsets + o, 16));
      v128.store(x + o, first);
      v128.store(x + o, last, 16);
      v128.store(sums + o, f64x2.add(v128.load(sums + o), first));
      v128.store(sums + o, f64x2.add(v128.load(sums + o, 16), last), 16);
    }
    x += line;
  }
}
