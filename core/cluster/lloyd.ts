import { groupedRow } from "../kernels/mod.ts";
import type { Matrix } from "../matrix.ts";
import { type FitMemory, placeCentres, takeCentres } from "./fit_memory.ts";

/** When {@link lloyd} ends. */
export interface LloydOptions {
  readonly maxIterations: number;
  /** Ends when the squared moves of all centres sum up to this or less. */
  readonly tolerance: number;
}

/** One finished descent. */
export interface Descent {
  /** k x columns; a centre that no row is nearest to is possible only when rows repeat. */
  readonly centres: Matrix;
  /** Sum of the squared distances from each row to its nearest centre. */
  readonly inertia: number;
  /** Rows that each centre is nearest to. */
  readonly sizes: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Lloyd's descent from starting centres: rows go to the nearest centre, centres to the mean of their rows, until nothing
 * moves. A centre without rows restarts at the row farthest from its own. A kernel: values are finite.
 *
 * Reference: S. Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory 28(2), 1982.
 *
 * @param memory Its rows are what is clustered; its labels are those of the nearest centres afterwards
 */
export function lloyd(memory: FitMemory, start: Matrix, { maxIterations, tolerance }: LloydOptions): Descent {
  const { address, squares, sizes } = memory;
  const { kernels } = memory.rows.arena;
  placeCentres(memory, start);
  let fresh = true;
  let converged = false;
  let iterations = 0;
  while (!converged && iterations < maxIterations) {
    iterations++;
    const changed = kernels.assignRows(address, fresh);
    fresh = sizes.includes(0);
    const repaired = fresh && restartEmpty(memory);
    const moved = kernels.moveCentres(address, true);
    converged = !repaired && (changed === 0 || moved <= tolerance);
  }
  kernels.assignRows(address, fresh);
  const inertia = kernels.ownSquares(address, squares);
  return { centres: takeCentres(memory), inertia, sizes: [...sizes], iterations, converged };
}

/** Gives each centre without rows the farthest row; returns whether one had to be taken off another centre. */
function restartEmpty({ rows, address, squares, sums, sizes, centres, labels, padded }: FitMemory): boolean {
  const { arena, columns } = rows;
  arena.kernels.ownSquares(address, squares);
  const squared = arena.f64(squares, rows.rows);
  const empty = [...sizes.keys()].filter((c) => sizes[c] === 0);
  const farthest = [...squared.keys()].sort((a, b) => squared[b]! - squared[a]! || a - b);
  let repaired = false;
  empty.forEach((c, place) => {
    const row = farthest[place]!;
    const donor = labels[row]!;
    const values = groupedRow(rows, row);
    if (!(squared[row]! > 0) || sizes[donor]! < 2) {
      // Fewer different rows than centres: the empty one repeats another and takes nothing from it.
      values.forEach((value, j) => centres[j * padded + c] = value);
      return;
    }
    values.forEach((value, j) => sums[donor * columns + j] = sums[donor * columns + j]! - value);
    sums.set(values, c * columns);
    sizes[donor] = sizes[donor]! - 1;
    sizes[c] = 1;
    labels[row] = c;
    repaired = true;
  });
  return repaired;
}
