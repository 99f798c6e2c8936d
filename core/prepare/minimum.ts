/** Where a search looks for a minimum, and how closely. */
export interface MinimumSearch {
  readonly from: number;
  readonly to: number;
  /** How far the place found may be from the minimum. */
  readonly tolerance: number;
  /** Most values of the function that are looked at. @default 500 */
  readonly steps?: number;
}

/** The three best places so far, the best first. */
interface Places {
  readonly x: [number, number, number];
  readonly f: [number, number, number];
}

const golden = 0.5 * (3 - Math.sqrt(5));
const relative = Math.sqrt(2.2e-16);

/**
 * The place between two bounds where a function of one variable with a single valley is least: parabolas through the
 * best places, golden sections where they do not help. It looks at the same places as SciPy's `fminbound`.
 *
 * Reference: R. Brent, Algorithms for Minimization without Derivatives, 1973, chapter 5.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findMinimum } from "./minimum.ts";
 *
 * const place = findMinimum((x) => (x - 2) ** 2, { from: 0, to: 10, tolerance: 1e-8 });
 * assert.ok(Math.abs(place - 2) < 1e-7);
 * ```
 */
export function findMinimum(f: (x: number) => number, search: MinimumSearch): number {
  const { tolerance, steps = 500 } = search;
  let { from: a, to: b } = search;
  const first = a + golden * (b - a);
  const value = f(first);
  const best: Places = { x: [first, first, first], f: [value, value, value] };
  let step = 0;
  let before = 0;
  for (let looked = 1; looked < steps; looked++) {
    const [x] = best.x;
    const middle = 0.5 * (a + b);
    const near = relative * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * near - 0.5 * (b - a)) break;
    const parabola = Math.abs(before) > near ? parabolicStep(best, a, b, before) : undefined;
    if (parabola === undefined) {
      before = x >= middle ? a - x : b - x;
      step = golden * before;
    } else {
      before = step;
      const tooNear = x + parabola - a < 2 * near || b - (x + parabola) < 2 * near;
      step = tooNear ? (middle >= x ? near : -near) : parabola;
    }
    const next = x + (step < 0 ? -1 : 1) * Math.max(Math.abs(step), near);
    const found = f(next);
    if (found <= best.f[0] === next >= x) a = found <= best.f[0] ? x : next;
    else b = found <= best.f[0] ? x : next;
    insert(best, next, found);
  }
  return best.x[0];
}

/** To the lowest point of the parabola through the places; `undefined` when it leaves the bounds or steps too far. */
function parabolicStep({ x, f }: Places, a: number, b: number, before: number): number | undefined {
  const [best, second, third] = x;
  const r = (best - second) * (f[0] - f[2]);
  let q = (best - third) * (f[0] - f[1]);
  let p = (best - third) * q - (best - second) * r;
  q = 2 * (q - r);
  if (q > 0) p = -p;
  q = Math.abs(q);
  const inside = p > q * (a - best) && p < q * (b - best);
  return inside && Math.abs(p) < Math.abs(0.5 * q * before) ? p / q : undefined;
}

function insert({ x, f }: Places, place: number, value: number): void {
  const at = value <= f[0] ? 0 : value <= f[1] || x[1] === x[0] ? 1 : 2;
  if (at === 2 && !(value <= f[2] || x[2] === x[0] || x[2] === x[1])) return;
  x.splice(at, 0, place);
  f.splice(at, 0, value);
  x.length = 3;
  f.length = 3;
}
