import { groupedRow } from "../kernels/mod.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import { chooseWeighted, type Rng } from "../rng.ts";
import { type FitMemory, placeCentres } from "./fit_memory.ts";

/** A move is not worth a descent when it gains less at once than this share of what it costs. */
const worthwhile = 0.5;

/**
 * Centres of which one was moved: the one that is missed least, since its rows have another one nearly as near, to a row
 * where one is missing, the best of a few drawn with probability proportional to their squared distance. A kernel.
 *
 * @returns clusters x columns; `undefined` when no such move promises anything
 */
export function relocated(memory: FitMemory, centres: Matrix, rng: Rng): Matrix | undefined {
  const { rows, labels, upper, lower } = memory;
  if (centres.rows < 2) return undefined;
  placeCentres(memory, centres);
  rows.arena.kernels.assignRows(memory.address, true);
  const squares = new Float64Array(rows.rows);
  const costs = new Float64Array(centres.rows);
  for (let i = 0; i < squares.length; i++) {
    squares[i] = upper[i]! ** 2;
    costs[labels[i]!]! += lower[i]! ** 2 - squares[i]!;
  }
  const drawn = Array.from({ length: 4 + Math.floor(Math.log(centres.rows)) }, () => chooseWeighted(rng, squares));
  const gains = drawn.map((row) => gainOf(memory, squares, row));
  const place = gains.indexOf(Math.max(...gains));
  const target = drawn[place]!;
  const spared = leastOf(costs, labels[target]!);
  if (!(gains[place]! > worthwhile * costs[spared]!)) return undefined;
  const moved = createMatrix(centres.rows, centres.columns, centres.data.slice());
  moved.data.set(groupedRow(rows, target), spared * centres.columns);
  return moved;
}

/** By how much the sum of squared distances falls at once with a further centre on a row. */
function gainOf({ rows: { arena, address, rows, columns } }: FitMemory, squares: Float64Array, row: number): number {
  const values = arena.f64(address, Math.ceil(rows / 4) * 4 * columns);
  const start = (row >> 2) * columns * 4 + (row & 3);
  let gain = 0;
  for (let i = 0; i < rows; i++) {
    let left = squares[i]!;
    const at = (i >> 2) * columns * 4 + (i & 3);
    for (let j = 0; j < columns * 4 && left > 0; j += 4) {
      const difference = values[at + j]! - values[start + j]!;
      left -= difference * difference;
    }
    if (left > 0) gain += left;
  }
  return gain;
}

/** The place of the least value, another one than `except`. */
function leastOf(values: Float64Array, except: number): number {
  let found = -1;
  values.forEach((value, place) => {
    if (place !== except && (found < 0 || value < values[found]!)) found = place;
  });
  return found;
}
