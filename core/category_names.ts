/**
 * A category's name as it is compared: without upper and lower case, and with blanks, `/`, `-` and `_` alike, for systems
 * spell one category `DIET/NUTRITION`, `Diet Nutrition` and `DIET_NUTRITION`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { comparableCategory } from "./category_names.ts";
 *
 * assert.equal(comparableCategory(" Diet / Nutrition"), comparableCategory("DIET_NUTRITION"));
 * assert.notEqual(comparableCategory("HAND & BODY"), comparableCategory("HAND BODY"));
 * ```
 */
export function comparableCategory(name: string): string {
  return name.normalize("NFC").toLowerCase().replace(/[\s/_-]+/g, "_").replace(/^_|_$/g, "");
}

/**
 * The one of `names` that means `category`: the same text, or else the first that is comparable to it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findCategory } from "./category_names.ts";
 *
 * assert.equal(findCategory("diet nutrition", ["DAIRY", "DIET/NUTRITION"]), "DIET/NUTRITION");
 * assert.equal(findCategory("BREAD", ["DAIRY"]), undefined);
 * ```
 */
export function findCategory(category: string, names: readonly string[]): string | undefined {
  if (names.includes(category)) return category;
  const wanted = comparableCategory(category);
  return names.find((name) => comparableCategory(name) === wanted);
}
