import type { ChartOption } from "./figure.ts";
import { darkPalette, lightPalette, type Palette } from "./palette.ts";

const colorKeys: ReadonlySet<string> = new Set([
  "color",
  "borderColor",
  "backgroundColor",
  "textBorderColor",
]);

/**
 * Puts a palette's colours in the place of an option's tokens. Only values of colour keys are looked at, so that a name in
 * the data that looks like a token stays what it is.
 *
 * @throws {RangeError} when the palette has no such token
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { paint } from "./paint.ts";
 *
 * const option = { series: [{ type: "bar", name: "@ink", itemStyle: { color: "@ink" } }] } as const;
 * assert.deepEqual(paint(option, { ink: "#000" }), {
 *   series: [{ type: "bar", name: "@ink", itemStyle: { color: "#000" } }],
 * });
 * ```
 */
export function paint(option: unknown, palette: Palette): ChartOption {
  return painted(option, palette) as ChartOption;
}

function painted(value: unknown, palette: Palette): unknown {
  if (Array.isArray(value)) return isNumbers(value) ? value : value.map((one) => painted(one, palette));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      colorKeys.has(key) ? colorsOf(inner, palette) : painted(inner, palette),
    ]),
  );
}

function isNumbers(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "number");
}

function colorsOf(value: unknown, palette: Palette): unknown {
  if (Array.isArray(value)) return value.map((one) => colorsOf(one, palette));
  if (typeof value !== "string" || !value.startsWith("@")) return painted(value, palette);
  const color = palette[value.slice(1)];
  if (color === undefined) throw new RangeError(`Cannot paint an option: the palette has no "${value}"`);
  return color;
}

/**
 * CSS that gives drawings made with the light palette the colours of the dark one.
 *
 * @param scope Selector of what the rules hold for
 */
export function darkRules(scope: string): string {
  return Object.entries(lightPalette).flatMap(([token, light]) => {
    const dark = darkPalette[token]!;
    if (dark === light) return [];
    return ["fill", "stroke"].map((name) => `${scope} [${name}="${light}"]{${name}:${dark}}`);
  }).join("");
}
