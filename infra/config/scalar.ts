/**
 * The value that a plain word has in YAML 1.2: null, true, false, a number or the text itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plainScalar } from "./scalar.ts";
 *
 * assert.deepEqual(["8", "1e3", "0x1F", "true", "~", "no"].map(plainScalar), [8, 1000, 31, true, null, "no"]);
 * ```
 */
export function plainScalar(text: string): string | number | boolean | null {
  if (/^(null|Null|NULL|~)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (/^0(o[0-7]+|x[0-9a-fA-F]+)$/.test(text)) return Number(text);
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(text)) return NaN;
  return text;
}
