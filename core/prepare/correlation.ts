import type { NumberColumn } from "./table.ts";

/** A column made ready for many correlations. */
export interface Standardized {
  readonly name: string;
  /** The values as they came; NaN means missing. */
  readonly values: Float64Array;
  /** The values less their mean, scaled to length 1; `undefined` when one is missing. */
  readonly unit: Float64Array | undefined;
}

/** Prepares a column for {@link absoluteCorrelation}. */
export function standardize({ name, values }: NumberColumn): Standardized {
  return { name, values, unit: values.some(Number.isNaN) ? undefined : unitOf(values) };
}

/** |Pearson's r| over the rows where both have a value; 0 when one of them does not vary there or fewer than 2 are left. */
export function absoluteCorrelation(a: Standardized, b: Standardized): number {
  if (a.unit !== undefined && b.unit !== undefined) return absoluteProduct(a.unit, b.unit);
  const rows: number[] = [];
  for (let i = 0; i < a.values.length; i++) {
    if (!Number.isNaN(a.values[i]!) && !Number.isNaN(b.values[i]!)) rows.push(i);
  }
  const pick = (values: Float64Array) => unitOf(Float64Array.from(rows, (i) => values[i]!));
  return absoluteProduct(pick(a.values), pick(b.values));
}

function absoluteProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return Math.min(1, Math.abs(sum));
}

function unitOf(values: Float64Array): Float64Array {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviations = values.map((value) => value - mean);
  const length = Math.sqrt(deviations.reduce((sum, value) => sum + value * value, 0));
  // What rounding leaves of a constant column is not variation.
  const noise = Number.EPSILON * Math.abs(mean) * n;
  return length <= noise ? new Float64Array(n) : deviations.map((value) => value / length);
}
