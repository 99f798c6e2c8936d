import { type Matrix, pickRows, rowOf } from "../matrix.ts";
import { chooseWeighted, type Rng } from "../rng.ts";
import { createNearest, writeNearest } from "../distance.ts";
import { exchangeRows } from "./exchange.ts";
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
export function swapCentres(x: Matrix, found: Descent, swaps: number, rng: Rng, options: LloydOptions): Descent {
  let best = found;
  const nearest = createNearest(x.rows);
  const all = Int32Array.from({ length: found.centres.rows }, (_, c) => c);
  let known: Descent | undefined;
  for (let swap = 0; swap < swaps && best.inertia > 0; swap++) {
    if (known !== best) writeNearest(x, best.centres, nearest);
    known = best;
    const start = pickRows(best.centres, all);
    const row = chooseWeighted(rng, nearest.squared);
    start.data.set(rowOf(x, row), rng.integer(start.rows) * x.columns);
    const glance = lloyd(x, start, { ...options, maxIterations: Math.min(glanceSteps, options.maxIterations) });
    if (glance.inertia >= best.inertia * promising) continue;
    const tried = exchangeRows(x, lloyd(x, glance.centres, options));
    if (tried.inertia < best.inertia * (1 - 1e-12)) best = tried;
  }
  return best;
}
