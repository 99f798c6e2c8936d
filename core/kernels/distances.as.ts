/**
 * Squared distances of points from one point. They are added up four columns at a time, as `squaredDistance` does it, so that
 * both give the same bits.
 *
 * @param table f64, columns x stride: the points, column after column
 * @param stride Values from one column to the next, at least 3 more than points
 * @param point f64, columns
 * @param count Points
 * @param out f64, count and up to 3 more
 */
export function tableSquares(columns: i32, stride: i32, table: usize, point: usize, count: i32, out: usize): void {
  const line = <usize>stride << 3;
  const fours = point + (<usize>(columns & -4) << 3);
  const end = point + (<usize>columns << 3);
  for (let i: usize = 0; i < <usize>count << 3; i += 32) {
    let left = f64x2.splat(0), right = left;
    let at = table + i;
    let own = point;
    for (; own < fours; own += 32) {
      const first = squaresAt(at, v128.load64_splat(own), 0);
      const firstRight = squaresAt(at, v128.load64_splat(own), 16);
      at += line;
      let value = v128.load64_splat(own, 8);
      const two = f64x2.add(first, squaresAt(at, value, 0));
      const twoRight = f64x2.add(firstRight, squaresAt(at, value, 16));
      at += line;
      value = v128.load64_splat(own, 16);
      const third = squaresAt(at, value, 0);
      const thirdRight = squaresAt(at, value, 16);
      at += line;
      value = v128.load64_splat(own, 24);
      left = f64x2.add(left, f64x2.add(two, f64x2.add(third, squaresAt(at, value, 0))));
      right = f64x2.add(right, f64x2.add(twoRight, f64x2.add(thirdRight, squaresAt(at, value, 16))));
      at += line;
    }
    for (; own < end; own += 8) {
      const value = v128.load64_splat(own);
      left = f64x2.add(left, squaresAt(at, value, 0));
      right = f64x2.add(right, squaresAt(at, value, 16));
      at += line;
    }
    v128.store(out + i, left);
    v128.store(out + i, right, 16);
  }
}

// @ts-ignore: decorator
@inline
function squaresAt(at: usize, value: v128, offset: usize): v128 {
  const gap = f64x2.sub(v128.load(at + offset), value);
  return f64x2.mul(gap, gap);
}
