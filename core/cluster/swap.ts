import { groupedRow } from "../kernels/mod.ts";
import { pickRows } from "../matrix.ts";
import { chooseWeighted, type Rng } from "../rng.ts";
import { exchangeRows } from "./exchange.ts";
import { type FitMemory, placeCentres } from "./fit_memory.ts";
import { type Descent, lloyd, type LloydOptions } from "./lloyd.ts";

/** A swap is dropped when so many steps have not brought it this near to the best inertia: most can be told early. */
const glanceSteps = 3;
const promising = 1.05;

/**
 * Tries to leave a local optimum: a random centre is put on a row drawn with probability proportional to its squared
 * distance from its centre, and the descent goes on from there; it counts when the inertia gets less. A kernel.
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
  const all = Int32Array.from({ length: found.centres.rows }, (_, c) => c);
  let best = found;
  let squares = new Float64Array();
  let known: Descent | undefined;
  for (let swap = 0; swap < swaps && best.inertia > 0; swap++) {
    if (known !== best) squares = squaresOf(memory, best);
    known = best;
    const start = pickRows(best.centres, all);
    const row = chooseWeighted(rng, squares);
    start.data.set(groupedRow(rows, row), rng.integer(start.rows) * rows.columns);
    const glance = lloyd(memory, start, { ...options, maxIterations: Math.min(glanceSteps, options.maxIterations) });
    if (glance.inertia >= best.inertia * promising) continue;
    const tried = exchangeRows(memory, lloyd(memory, glance.centres, options), options);
    if (tried.inertia < best.inertia * (1 - 1e-12)) best = tried;
  }
  return best;
}

/** The squared distance of each row to its nearest centre. */
function squaresOf(memory: FitMemory, { centres }: Descent): Float64Array<ArrayBuffer> {
  const { arena } = memory.rows;
  placeCentres(memory, centres);
  arena.kernels.assignRows(memory.address, true);
  arena.kernels.ownSquares(memory.address, memory.squares);
  return arena.f64(memory.squares, memory.rows.rows).slice();
}
