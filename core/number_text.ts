/**
 * A number as people read it: so many significant digits, all of those before the point, thousands apart.
 *
 * @param digits 1 to 17
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { numberText } from "./number_text.ts";
 *
 * assert.deepEqual([0.76543, -2, 63829.4].map((value) => numberText(value)), ["0.765", "-2", "63,829"]);
 * assert.equal(numberText(63829.44, 6), "63,829.4");
 * ```
 */
export function numberText(value: number, digits: number = 3): string {
  return grouped(Math.abs(value) >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits)));
}

/** All digits of a number, thousands apart. */
export function grouped(value: number): string {
  const [whole = "", ...rest] = String(value).split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
}

/** Two numbers with as few digits, from 3 up, as tell them apart; equal ones look equal. */
export function numberTexts(first: number, second: number): readonly [string, string] {
  for (let digits = 3; digits < 17; digits++) {
    const texts = [numberText(first, digits), numberText(second, digits)] as const;
    if (first === second || texts[0] !== texts[1]) return texts;
  }
  return [numberText(first, 17), numberText(second, 17)];
}
