import { groupedRow } from "../kernels/mod.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import { chooseWeighted, type Rng } from "../rng.ts";
import { exchangeRows } from "./exchange.ts";
import { type FitMemory, placeCentres } from "./fit_memory.ts";
import { type Descent, lloyd, type LloydOptions } from "./lloyd.ts";
import { relocated } from "./relocate.ts";

/** A swap is dropped when so many steps have not brought it this near to the best inertia: most can be told early. */
const glanceSteps = 3;
const promising = 1.05;

/** After so many moves in a row that did not help, centres are where they belong, as far as moves can tell. */
const mostFailures = 3;

/** With more rows, a random swap is not worth its time. */
const mostRowsForRandom = 50_000;

/**
 * Tries to leave a local optimum: a centre is moved, and the descent goes on from there; it counts when the inertia gets
 * less. As long as that helps, the centre that is missed least goes to where one is missing; then a random one is put on a
 * row drawn with probability proportional to its squared distance from its centre. A kernel.
 *
 * Reference: P. Fränti, Efficiency of random swap clustering, Journal of Big Data 5, 2018.
 */
export function swapCentres(
  memory: FitMemory,
  found: Descent,
  swaps: number,
  rng: Rng,
  options: LloydOptions,
): Descent {
  const { rows } = memory;
  const many = rows.rows > mostRowsForRandom;
  const descend = (start: Matrix) => {
    const found = lloyd(memory, start, options);
    return many ? found : exchangeRows(memory, found, options);
  };
  let best = found;
  let failures = 0;
  let squares = new Float64Array();
  let known: Descent | undefined;
  for (let swap = 0; swap < swaps && best.inertia > 0; swap++) {
    const guided = failures < mostFailures;
    if (!guided && many) break;
    if (!guided && known !== best) squares = squaresOf(memory, best);
    if (!guided) known = best;
    const start = guided ? relocated(memory, best.centres, rng) : randomSwap(memory, best.centres, squares, rng);
    failures++;
    if (start === undefined) continue;
    const glance = lloyd(memory, start, { ...options, maxIterations: Math.min(glanceSteps, options.maxIterations) });
    if (glance.inertia >= best.inertia * promising) continue;
    const tried = descend(glance.centres);
    if (tried.inertia >= best.inertia * (1 - 1e-12)) continue;
    best = tried;
    if (guided) failures = 0;
  }
  return best;
}

/** A random centre on a row that is far from its own. */
function randomSwap({ rows }: FitMemory, centres: Matrix, squares: Float64Array, rng: Rng): Matrix {
  const start = createMatrix(centres.rows, centres.columns, centres.data.slice());
  const row = chooseWeighted(rng, squares);
  start.data.set(groupedRow(rows, row), rng.integer(start.rows) * rows.columns);
  return start;
}

/** The squared distance of each row to its nearest centre. */
function squaresOf(memory: FitMemory, { centres }: Descent): Float64Array<ArrayBuffer> {
  const { arena } = memory.rows;
  placeCentres(memory, centres);
  arena.kernels.assignRows(memory.address, true);
  arena.kernels.ownSquares(memory.address, memory.squares);
  return arena.f64(memory.squares, memory.rows.rows).slice();
}
