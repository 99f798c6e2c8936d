import assert from "node:assert/strict";
import { darkPalette, inkOnDiverging, inkOnSequential, lightPalette, type Palette } from "./palette.ts";

type Rgb = readonly [number, number, number];

/** Linear light of a colour, as WCAG 2 defines it. */
function linear(color: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function contrast(a: string, b: string): number {
  const light = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [x, y] = [light(linear(a)), light(linear(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** How colours look without one kind of cones: Machado, Oliveira and Fernandes 2009, severity 1. */
const visions: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};

/** CIE L*a*b* of linear light, white D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116;
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seen(color: string, vision: readonly Rgb[]): Rgb {
  const light = linear(color);
  const [r, g, b] = vision.map((row) => Math.min(1, Math.max(0, row.reduce((sum, w, i) => sum + w * light[i]!, 0))));
  return lab([r!, g!, b!]);
}

function numbered(palette: Palette, name: string): readonly string[] {
  return Object.entries(palette).filter(([token]) => new RegExp(`^${name}\\d+$`).test(token)).map(([, color]) => color);
}

for (const [theme, palette] of Object.entries({ light: lightPalette, dark: darkPalette })) {
  Deno.test(`${theme}Palette: text is read on the page and marks stand out from it`, () => {
    for (const token of ["ink", "muted", "accent"]) {
      assert.ok(contrast(palette[token]!, palette["surface"]!) >= 4.5, token);
    }
    for (const color of numbered(palette, "cluster")) assert.ok(contrast(color, palette["surface"]!) >= 3, color);
  });

  Deno.test(`${theme}Palette: numbers are read on every step of the scales`, () => {
    numbered(palette, "diverging").forEach((color, step) => {
      const found = contrast(palette[inkOnDiverging(step).slice(1)]!, color);
      assert.ok(found >= 4.5, `step ${step}: ${found}`);
    });
    numbered(palette, "sequential").forEach((color, step) => {
      const found = contrast(palette[inkOnSequential(step).slice(1)]!, color);
      assert.ok(found >= 4.5, `step ${step}: ${found}`);
    });
  });

  for (const [vision, matrix] of Object.entries(visions)) {
    Deno.test(`${theme}Palette: the first eight clusters are told apart with ${vision} colour vision`, () => {
      const colors = numbered(palette, "cluster").slice(0, 8);
      for (const [i, a] of colors.entries()) {
        for (const b of colors.slice(0, i)) {
          const [x, y] = [seen(a, matrix), seen(b, matrix)];
          const distance = Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
          assert.ok(distance >= 12, `${a} and ${b}: ${distance.toFixed(1)}`);
        }
      }
    });
  }
}

Deno.test("palettes: both have the same tokens, and light colours differ, so that each has one dark counterpart", () => {
  assert.deepEqual(Object.keys(darkPalette), Object.keys(lightPalette));
  const colors = Object.values(lightPalette);
  assert.equal(new Set(colors).size, colors.length);
});
