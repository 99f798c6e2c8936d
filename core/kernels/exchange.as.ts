import { Fit, rowAt } from "./fit.as";
import { rowSquares } from "./vectors.as";

/**
 * Moves single rows to the cluster where they cost least; both centres follow at once. Labels, sizes and centres must
 * belong together. Returns by how much that lessens the inertia.
 */
export function exchangePass(fit: Fit): f64 {
  let gain: f64 = 0;
  for (let i = 0; i < fit.rows; i++) gain += moveRow(fit, i, rowAt(fit.x, fit.columns, i));
  return gain;
}

function moveRow(fit: Fit, i: i32, row: usize): f64 {
  const own = load<i32>(fit.labels + (<usize>i << 2));
  const size = load<f64>(fit.sizes + (<usize>own << 3));
  if (size < 2) return 0;
  rowSquares(row, fit.columns, fit.centres, fit.padded, fit.spare);
  const saved = load<f64>(fit.spare + (<usize>own << 3)) * size / (size - 1);
  let least = saved * (1 - 1e-9);
  let best = own;
  for (let c = 0; c < fit.clusters; c++) {
    const others = load<f64>(fit.sizes + (<usize>c << 3));
    const cost = load<f64>(fit.spare + (<usize>c << 3)) * others;
    if (c === own || cost >= least * (others + 1)) continue;
    least = cost / (others + 1);
    best = c;
  }
  if (best === own) return 0;
  const others = load<f64>(fit.sizes + (<usize>best << 3));
  const line = <usize>fit.padded << 3;
  let home = fit.centres + (<usize>own << 3);
  let away = fit.centres + (<usize>best << 3);
  for (let j = 0; j < fit.columns; j++) {
    const value = load<f64>(row);
    store<f64>(home, load<f64>(home) + (load<f64>(home) - value) / (size - 1));
    store<f64>(away, load<f64>(away) + (value - load<f64>(away)) / (others + 1));
    home += line;
    away += line;
    row += 32;
  }
  store<f64>(fit.sizes + (<usize>own << 3), size - 1);
  store<f64>(fit.sizes + (<usize>best << 3), others + 1);
  store<i32>(fit.labels + (<usize>i << 2), best);
  return saved - least;
}
