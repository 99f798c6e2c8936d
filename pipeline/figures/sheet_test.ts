import assert from "node:assert/strict";
import { drawn } from "../../tests/helpers/figures.ts";
import { elementsOf } from "../../tests/helpers/markup.ts";
import { darkRules } from "./paint.ts";
import { clusterColor, darkPalette, lightPalette } from "./palette.ts";
import { parseSheet, sheetSvg } from "./sheet.ts";
import { sizesFigure } from "./sizes_figure.ts";

const clusters = [{ label: 0, name: "</svg><script>", stores: 3, outliers: 1 }];

Deno.test("sheetSvg: the file is well-formed, shows every figure, and gives the sheet back", async () => {
  const figure = await drawn(sizesFigure(clusters));
  const sheet = { title: 'Clusters: "A" & <B>\u0001', figures: [figure, { ...figure, name: "again" }] };
  const text = sheetSvg(sheet);
  const elements = elementsOf(text);
  assert.equal(elements.filter(({ name }) => name === "svg").length, 3);
  assert.doesNotMatch(text, /<script/);
  assert.ok(!text.includes("\u0001"));
  assert.deepEqual(parseSheet(text), sheet);
});

Deno.test("parseSheet: another file is refused", () => {
  assert.throws(() => parseSheet("<svg></svg>"), SyntaxError);
});

Deno.test("darkRules: give the colour of a light mark its dark counterpart, fill and stroke", () => {
  const token = clusterColor(1).slice(1);
  const rules = darkRules(".figure");
  for (const name of ["fill", "stroke"]) {
    assert.ok(rules.includes(`.figure [${name}="${lightPalette[token]}"]{${name}:${darkPalette[token]}}`));
  }
});

Deno.test("clusterColor: a label has one colour always; labels beyond the last begin anew", () => {
  assert.equal(clusterColor(3), "@cluster3");
  assert.equal(clusterColor(13), "@cluster3");
  assert.equal(clusterColor(-1), "@cluster9");
});
