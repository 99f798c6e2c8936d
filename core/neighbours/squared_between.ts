/**
 * Squared Euclidean distance between the point of `a` at offset `i` and that of `b` at offset `j`, both `width` values
 * long. Adds up in the same order as `writeSquared`, so that both give the same bits. A kernel: nothing is checked.
 */
export function squaredBetween(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  let k = 0;
  for (; k + 3 < width; k += 4) {
    const first = a[i + k]! - b[j + k]!;
    const second = a[i + k + 1]! - b[j + k + 1]!;
    const third = a[i + k + 2]! - b[j + k + 2]!;
    const fourth = a[i + k + 3]! - b[j + k + 3]!;
    sum += first * first + second * second + (third * third + fourth * fourth);
  }
  for (; k < width; k++) {
    const gap = a[i + k]! - b[j + k]!;
    sum += gap * gap;
  }
  return sum;
}
