/** The values that one numeric option may take. Absent bounds mean "no bound". */
export interface Limit {
  readonly kind: "integer" | "number";
  /** Smallest value that is allowed. */
  readonly from?: number;
  /** Largest value that is allowed. */
  readonly to?: number;
  /** The value must be greater than this. */
  readonly above?: number;
  /** The value must be less than this. */
  readonly below?: number;
}

/** Limits of the numeric options of one function, by option name. */
export type LimitTable = Readonly<Record<string, Limit>>;

/** The sentence part that says what a limit allows, e.g. `an integer from 1 to 10`. */
export function describeLimit(limit: Limit): string {
  const words = [limit.kind === "integer" ? "an integer" : "a number"];
  if (limit.from !== undefined) words.push(limit.to === undefined ? `from ${limit.from} up` : `from ${limit.from}`);
  if (limit.above !== undefined) words.push(`above ${limit.above}`);
  if (limit.above !== undefined && (limit.to !== undefined || limit.below !== undefined)) words.push("and");
  if (limit.to !== undefined) words.push(limit.from === undefined ? `up to ${limit.to}` : `to ${limit.to}`);
  if (limit.below !== undefined) words.push(`below ${limit.below}`);
  return words.join(" ");
}

/**
 * Checks the numeric options of a function against their limits.
 *
 * @param action What the caller is about to do, e.g. `fit k-means`
 * @param values Option values by name; names without a limit are not looked at
 * @throws {RangeError} `Cannot fit k-means: k must be an integer from 1 up, but is -5`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkLimits } from "./limits.ts";
 *
 * assert.throws(
 *   () => checkLimits("fit k-means", { k: -5 }, { k: { kind: "integer", from: 1 } }),
 *   { name: "RangeError", message: "Cannot fit k-means: k must be an integer from 1 up, but is -5" },
 * );
 * ```
 */
export function checkLimits(action: string, values: Readonly<Record<string, unknown>>, limits: LimitTable): void {
  for (const [name, limit] of Object.entries(limits)) {
    const value = values[name];
    if (value !== undefined && isWithinLimit(value, limit)) continue;
    throw new RangeError(`Cannot ${action}: ${name} must be ${describeLimit(limit)}, but is ${String(value)}`);
  }
}

/** Whether a value is a finite number that keeps to a limit. */
export function isWithinLimit(value: unknown, limit: Limit): boolean {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (limit.kind === "integer" && !Number.isSafeInteger(value)) return false;
  return value >= (limit.from ?? -Infinity) && value <= (limit.to ?? Infinity) &&
    value > (limit.above ?? -Infinity) && value < (limit.below ?? Infinity);
}
