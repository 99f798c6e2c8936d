import { Fit, rowAt } from "./fit.as";
import { groupSquares, squared } from "./vectors.as";

/**
 * Gives each row the nearest centre and keeps sums and sizes of the clusters; returns how many rows changed. Bounds on
 * distances, kept from step to step, spare most groups the search once centres move little (G. Hamerly, Making k-means even
 * faster, SDM 2010).
 *
 * @param fresh Nothing is known of the rows: every one is searched for, sums and sizes start anew
 */
export function assignRows(fit: Fit, fresh: bool): i32 {
  const groups = (fit.rows + 3) >> 2;
  if (fresh) {
    memory.fill(fit.sums, 0, (<usize>fit.clusters * fit.columns) << 3);
    memory.fill(fit.sizes, 0, <usize>fit.clusters << 3);
    for (let g = 0; g < groups; g++) {
      search(fit, g);
      const end = min(fit.rows, (g << 2) + 4);
      for (let i = g << 2; i < end; i++) shift(fit, load<i32>(fit.labels + (<usize>i << 2)), rowAt(fit.x, fit.columns, i), 1);
    }
    return fit.rows;
  }
  const mover = farthestMove(fit, -1);
  const most = load<f64>(fit.moves + (<usize>mover << 3));
  const other = farthestMove(fit, mover);
  const second = other < 0 ? 0 : load<f64>(fit.moves + (<usize>other << 3));
  let changed = 0;
  for (let g = 0; g < groups; g++) {
    if (holds(fit, g, mover, most, second)) continue;
    const start = g << 2;
    const end = min(fit.rows, start + 4);
    const labels = fit.labels + (<usize>start << 2);
    const before = v128.load(labels);
    search(fit, g);
    if (!v128.any_true(v128.xor(before, v128.load(labels)))) continue;
    v128.store(fit.spare, before);
    for (let i = start; i < end; i++) {
      const old = load<i32>(fit.spare + (<usize>(i - start) << 2));
      const label = load<i32>(fit.labels + (<usize>i << 2));
      if (old === label) continue;
      changed++;
      const row = rowAt(fit.x, fit.columns, i);
      shift(fit, old, row, -1);
      shift(fit, label, row, 1);
    }
  }
  return changed;
}

/** The centre, another one than `except`, that moved most. */
function farthestMove(fit: Fit, except: i32): i32 {
  let found = -1;
  for (let c = 0; c < fit.clusters; c++) {
    if (c === except) continue;
    if (found < 0 || load<f64>(fit.moves + (<usize>c << 3)) > load<f64>(fit.moves + (<usize>found << 3))) found = c;
  }
  return found;
}

/** Whether the bounds, brought up to date, say that no row of a group can have another centre. */
// @ts-ignore: decorator
@inline
function holds(fit: Fit, g: i32, mover: i32, most: f64, second: f64): bool {
  let kept = true;
  const start = <usize>g << 2;
  for (let i = start; i < start + 4; i++) {
    const label = load<i32>(fit.labels + (i << 2));
    const upper = load<f64>(fit.upper + (i << 3)) + load<f64>(fit.moves + (<usize>label << 3));
    const lower = load<f64>(fit.lower + (i << 3)) - (label === mover ? second : most);
    store<f64>(fit.upper + (i << 3), upper);
    store<f64>(fit.lower + (i << 3), lower);
    kept = kept && (upper <= lower || upper <= load<f64>(fit.half + (<usize>label << 3)));
  }
  return kept;
}

/** Adds a row to a cluster, or takes it off. */
// @ts-ignore: decorator
@inline
function shift(fit: Fit, label: i32, row: usize, sign: f64): void {
  let sum = fit.sums + ((<usize>label * fit.columns) << 3);
  const end = row + (<usize>fit.columns << 5);
  for (let at = row; at < end; at += 32) {
    store<f64>(sum, load<f64>(sum) + sign * load<f64>(at));
    sum += 8;
  }
  store<f64>(fit.sizes + (<usize>label << 3), load<f64>(fit.sizes + (<usize>label << 3)) + sign);
}

/** Finds the nearest centre of each row of a group, the first of equals, and the distances to it and to the second. */
function search(fit: Fit, g: i32): void {
  const x = fit.x + <usize>g * (<usize>fit.columns << 5);
  groupSquares(x, fit.columns, fit.centres, fit.padded, fit.spare);
  for (let half: usize = 0; half < 2; half++) {
    let least = f64x2.splat(f64.MAX_VALUE);
    let next = least;
    let best = i64x2.splat(0);
    let at = fit.spare + (half << 4);
    for (let c = 0; c < fit.clusters; c++) {
      const distance = v128.load(at);
      const nearer = f64x2.lt(distance, least);
      next = f64x2.pmin(next, f64x2.pmax(least, distance));
      least = f64x2.pmin(least, distance);
      best = v128.bitselect(i64x2.splat(c), best, nearer);
      at += 32;
    }
    const i = (<usize>g << 2) + (half << 1);
    v128.store64_lane(fit.labels + (i << 2), v128.shuffle<i32>(best, best, 0, 2, 0, 2), 0);
    v128.store(fit.upper + (i << 3), f64x2.sqrt(least));
    v128.store(fit.lower + (i << 3), f64x2.sqrt(next));
  }
}

/**
 * Moves each centre to the mean of its rows; one without rows stays. Also makes ready what assignRows needs, for which
 * `step` can be false to leave the centres as they are. Returns the sum of the squared moves.
 */
export function moveCentres(fit: Fit, step: bool): f64 {
  let moved: f64 = 0;
  for (let c: usize = 0; c < <usize>fit.clusters; c++) {
    const size = load<f64>(fit.sizes + (c << 3));
    let sum: f64 = 0;
    for (let j: usize = 0; j < <usize>fit.columns; j++) {
      const at = fit.centres + ((j * fit.padded + c) << 3);
      const old = load<f64>(at);
      const value = step && size > 0 ? load<f64>(fit.sums + ((c * fit.columns + j) << 3)) / size : old;
      store<f64>(at, value);
      sum += (value - old) * (value - old);
    }
    store<f64>(fit.moves + (c << 3), sqrt(sum));
    moved += sum;
  }
  for (let c: usize = 0; c < <usize>fit.clusters; c++) store<f64>(fit.half + (c << 3), halfToNext(fit, c));
  return moved;
}

function halfToNext(fit: Fit, c: usize): f64 {
  let least = f64.MAX_VALUE;
  for (let other: usize = 0; other < <usize>fit.clusters; other++) {
    if (other === c) continue;
    let sum: f64 = 0;
    for (let j: usize = 0; j < <usize>fit.columns; j++) {
      const line = fit.centres + ((j * fit.padded) << 3);
      const difference = load<f64>(line + (c << 3)) - load<f64>(line + (other << 3));
      sum += difference * difference;
    }
    if (sum < least) least = sum;
  }
  return sqrt(least) / 2;
}

/** Writes the squared distance of each row to the centre of its cluster; returns the sum. */
export function ownSquares(fit: Fit, out: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < fit.rows; i++) {
    const label = <usize>load<i32>(fit.labels + (<usize>i << 2));
    const row = rowAt(fit.x, fit.columns, i);
    const distance = squared(row, fit.columns, fit.centres + (label << 3), <usize>fit.padded << 3);
    store<f64>(out + (<usize>i << 3), distance);
    sum += distance;
  }
  return sum;
}
