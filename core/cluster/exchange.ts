import { type FitMemory, placeCentres, takeCentres } from "./fit_memory.ts";
import type { Descent } from "./lloyd.ts";

const longestSearch = 50;
/** A pass that lessens the inertia by less than this share is the last. */
const leastGain = 1e-4;

/**
 * Goes on where Lloyd's descent stands still: moves single rows to another cluster as long as that lessens the inertia,
 * the centres' own moves counted. A kernel.
 *
 * Reference: J. Hartigan, M. Wong, A k-means clustering algorithm, Applied Statistics 28(1), 1979.
 */
export function exchangeRows(memory: FitMemory, found: Descent): Descent {
  const { address, squares } = memory;
  const { kernels } = memory.rows.arena;
  placeCentres(memory, found.centres);
  kernels.assignRows(address, true);
  kernels.moveCentres(address, true);
  for (let pass = 0, gain = Infinity; pass < longestSearch && gain > found.inertia * leastGain; pass++) {
    gain = kernels.exchangePass(address);
  }
  // Rows anew, and means anew, because the moving centres have gathered rounding errors.
  kernels.moveCentres(address, false);
  kernels.assignRows(address, true);
  kernels.moveCentres(address, true);
  kernels.assignRows(address, true);
  const inertia = kernels.ownSquares(address, squares);
  if (inertia >= found.inertia) return found;
  return { ...found, centres: takeCentres(memory), inertia, sizes: [...memory.sizes] };
}
