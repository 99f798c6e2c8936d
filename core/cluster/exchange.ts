import { type FitMemory, placeCentres, takeCentres } from "./fit_memory.ts";
import { type Descent, lloyd, type LloydOptions } from "./lloyd.ts";

const longestSearch = 50;
/** A pass that lessens the inertia by less than this share is the last. */
const leastGain = 1e-4;

/**
 * Goes on where Lloyd's descent stands still: moves single rows to another cluster as long as that lessens the inertia,
 * the centres' own moves counted. A kernel.
 *
 * Reference: J. Hartigan, M. Wong, A k-means clustering algorithm, Applied Statistics 28(1), 1979.
 */
export function exchangeRows(memory: FitMemory, found: Descent, options: LloydOptions): Descent {
  const { address } = memory;
  const { kernels } = memory.rows.arena;
  placeCentres(memory, found.centres);
  kernels.assignRows(address, true);
  kernels.moveCentres(address, true);
  for (let pass = 0, gain = Infinity; pass < longestSearch && gain > found.inertia * leastGain; pass++) {
    gain = kernels.exchangePass(address);
  }
  // From there to the end again: the moving centres have gathered rounding errors, and the last moves were not counted.
  const moved = lloyd(memory, takeCentres(memory), options);
  return moved.inertia < found.inertia ? { ...moved, iterations: found.iterations + moved.iterations } : found;
}
