import { type Matrix, matrixFromColumns } from "../matrix.ts";
import { fitBayesianRidge } from "./bayesian_ridge.ts";
import { absoluteCorrelation, standardize } from "./correlation.ts";

/** How one column follows from others. */
export interface FillStep {
  readonly column: number;
  /** The columns it follows from. */
  readonly predictors: readonly number[];
  readonly intercept: number;
  /** One for each predictor. */
  readonly coefficients: readonly number[];
}

/** Steps that fill gaps from the other columns, in order. Plain data. */
export interface IterativeFill {
  readonly kind: "iterative";
  readonly columns: number;
  /** Rounds that the fit took; each has a step for every column. */
  readonly rounds: number;
  /** Whether the last round changed less than the tolerance. */
  readonly settled: boolean;
  readonly steps: readonly FillStep[];
}

/** How long {@link fitIterativeFill} goes on. */
export interface IterativeLimits {
  /** Most rounds. */
  readonly rounds: number;
  /** A round that changes every row by less than this share of the largest value is the last. */
  readonly tolerance: number;
  /** Most columns that predict a column: those that correlate most with it. */
  readonly predictors: number;
}

/**
 * Learns to fill each column from the others by {@link fitBayesianRidge}: gaps begin at the mean of their column, then
 * round by round the columns with the fewest gaps are predicted first, each from what the others hold by then.
 *
 * Reference: S. van Buuren, K. Groothuis-Oudshoorn, mice: multivariate imputation by chained equations, Journal of
 * Statistical Software 45(3), 2011, without the random draws.
 *
 * @param x rows x columns, NaN where a value is missing; every column has a value
 * @param means The mean of each column
 */
export function fitIterativeFill(x: Matrix, means: readonly number[], limits: IterativeLimits): IterativeFill {
  const { columns } = x;
  const none = { kind: "iterative", columns, rounds: 0, settled: true, steps: [] } as const;
  if (columns < 2) return none;
  const gaps = gapsOf(x);
  const filled = withMeans(x, means);
  const predictors = predictorsOf(filled, limits.predictors);
  const order = gaps.map((_, j) => j).sort((a, b) => gaps[a]!.length - gaps[b]!.length || a - b);
  const enough = limits.tolerance *
    x.data.reduce((most, value) => value !== value ? most : Math.max(most, Math.abs(value)), 0);
  const steps: FillStep[] = [];
  for (let round = 1; round <= limits.rounds; round++) {
    const before = filled.data.slice();
    for (const column of order) {
      const step = fitStep(filled, column, predictors[column]!, gaps[column]!);
      predict(filled, step, gaps[column]!);
      steps.push(step);
    }
    if (largestChange(filled, before) < enough) return { ...none, rounds: round, steps };
  }
  return { ...none, rounds: limits.rounds, settled: false, steps };
}

/**
 * Fills gaps, in place, with the steps of a fit.
 *
 * @param x rows x columns, NaN where a value is missing
 * @param means The mean of each column in the fit
 */
export function fillIteratively(model: IterativeFill, x: Matrix, means: readonly number[]): void {
  const gaps = gapsOf(x);
  x.data.set(withMeans(x, means).data);
  for (const step of model.steps) predict(x, step, gaps[step.column]!);
}

/** The rows of each column that have no value. */
function gapsOf(x: Matrix): readonly (readonly number[])[] {
  const gaps = Array.from({ length: x.columns }, (): number[] => []);
  for (let at = 0; at < x.data.length; at++) {
    if (Number.isNaN(x.data[at]!)) gaps[at % x.columns]!.push(Math.floor(at / x.columns));
  }
  return gaps;
}

function withMeans(x: Matrix, means: readonly number[]): Matrix {
  return { ...x, data: x.data.map((value, at) => Number.isNaN(value) ? means[at % x.columns]! : value) };
}

/** The other columns, or those of them that correlate most with a column when there are too many. */
function predictorsOf(x: Matrix, most: number): readonly (readonly number[])[] {
  const all = Array.from({ length: x.columns }, (_, j) => j);
  if (x.columns - 1 <= most) return all.map((column) => all.filter((j) => j !== column));
  const standardized = all.map((j) => {
    const values = Float64Array.from({ length: x.rows }, (_, i) => x.data[i * x.columns + j]!);
    return standardize({ kind: "number", name: `${j}`, values });
  });
  return all.map((column) => {
    const alike = standardized.map((other) => absoluteCorrelation(standardized[column]!, other));
    const nearest = all.filter((j) => j !== column).sort((a, b) => alike[b]! - alike[a]! || a - b);
    return nearest.slice(0, most).sort((a, b) => a - b);
  });
}

function fitStep(x: Matrix, column: number, predictors: readonly number[], gaps: readonly number[]): FillStep {
  const missing = new Set(gaps);
  const rows = Array.from({ length: x.rows }, (_, i) => i).filter((i) => !missing.has(i));
  const take = (j: number) => Float64Array.from(rows, (i) => x.data[i * x.columns + j]!);
  const { intercept, coefficients } = fitBayesianRidge(matrixFromColumns(predictors.map(take)), take(column));
  return { column, predictors, intercept, coefficients: [...coefficients] };
}

function predict(x: Matrix, { column, predictors, intercept, coefficients }: FillStep, rows: readonly number[]): void {
  for (const row of rows) {
    const start = row * x.columns;
    let value = 0;
    for (let k = 0; k < predictors.length; k++) value += coefficients[k]! * x.data[start + predictors[k]!]!;
    x.data[start + column] = value + intercept;
  }
}

/** The largest sum of changes of a row. */
function largestChange({ rows, columns, data }: Matrix, before: Float64Array): number {
  let most = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++, at++) sum += Math.abs(data[at]! - before[at]!);
    most = Math.max(most, sum);
  }
  return most;
}
