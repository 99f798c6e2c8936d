/**
 * Sums of the distances from some rows to all later rows of each cell, added both ways; done for every row, each has its sums
 * to all cells. The rows of a cell follow each other.
 *
 * @param from The first row to be done
 * @param to The row after the last one to be done
 * @param rows How many
 * @param columns Values of a row
 * @param stride Bytes from column to column of `x` and from cell to cell of `sums`: at least rows + 3 values
 * @param x columns x stride: the rows, value by value, zeros behind the last
 * @param ends i32, the first row after each cell
 * @param cells How many
 * @param sums f64, cells x stride, zeros at first; behind the last row it holds nothing of meaning
 * @param spare Room for stride bytes
 */
export function cellSums(
  from: i32,
  to: i32,
  rows: i32,
  columns: i32,
  stride: usize,
  x: usize,
  ends: usize,
  cells: i32,
  sums: usize,
  spare: usize,
): void {
  let own = 0;
  for (let i = from; i < to; i++) {
    while (load<i32>(ends + (<usize>own << 2)) <= i) own++;
    distances(i, rows, columns, stride, x, sums + <usize>own * stride, spare);
    let j = i + 1;
    for (let cell = own; cell < cells; cell++) {
      const at = sums + <usize>cell * stride + (<usize>i << 3);
      const last = load<i32>(ends + (<usize>cell << 2));
      store<f64>(at, load<f64>(at) + sumOf(spare, j, last));
      j = last;
    }
  }
}

/** Writes the distances from row i to those after it, and adds them to what those rows have of the cell of row i. */
// @ts-ignore: decorator

function distances(i: i32, rows: i32, columns: i32, stride: usize, x: usize, sums: usize, spare: usize): void {
  const own = x + (<usize> i << 3);
  const stop = <usize> columns * stride;
  const end = <usize> rows << 3;
  for (let j = (<usize> i + 1) << 3; j < end; j += 32) {
    let first = f64x2.splat(0);
    let last = f64x2.splat(0);
    const other = x + j;
    for (let o: usize = 0; o < stop; o += stride) {
      const value = v128.load64_splat(own + o);
      const a = f64x2.sub(value, v128.load(other + o));
      const b = f64x2.sub(value, v128.load(other + o, 16));
      first = f64x2.add(first, f64x2.mul(a, a));
      last = f64x2.add(last, f64x2.mul(b, b));
    }
    first = f64x2.sqrt(first);
    last = f64x2.sqrt(last);
    v128.store(spare + j, first);
    v128.store(spare + j, last, 16);
    v128.store(sums + j, f64x2.add(v128.load(sums + j), first));
    v128.store(sums + j, f64x2.add(v128.load(sums + j, 16), last), 16);
  }
}

// @ts-ignore: decorator

function sumOf(values: usize, from: i32, to: i32): f64 {
  let first = f64x2.splat(0);
  let last = f64x2.splat(0);
  let at = values + (<usize> from << 3);
  const end = values + (<usize> to << 3);
  for (; at + 32 <= end; at += 32) {
    first = f64x2.add(first, v128.load(at));
    last = f64x2.add(last, v128.load(at, 16));
  }
  first = f64x2.add(first, last);
  let sum = f64x2.extract_lane(first, 0) + f64x2.extract_lane(first, 1);
  for (; at < end; at += 8) sum += load<f64>(at);
  return sum;
}
