/** Takes the last 14 of 53 bits: T. Dekker, A floating-point technique for extending the available precision, 1971. */
const splitter = 2 ** 14 + 1;

/**
 * A number to about 12 digits, so that distances which differ only by errors of rounding, as those of values like 5.1 and
 * 4.9 do, are equal. Never turns the order of two numbers around.
 */
export function evened(value: number): number {
  const wide = value * splitter;
  return wide < Infinity ? wide - (wide - value) : value;
}
