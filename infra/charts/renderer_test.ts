import assert from "node:assert/strict";
import { elementsOf } from "../../tests/helpers/markup.ts";
import { compactSvg } from "./compact_svg.ts";
import { loadChartRenderer } from "./mod.ts";

const size = { width: 400, height: 300 };

/** Points of two series; the first names hold markup. */
const option = {
  animation: false,
  xAxis: { type: "category", data: ["<script>alert(1)</script>", 'a "b" & c'], axisLabel: { interval: 0 } },
  yAxis: { type: "value", name: "<b>y</b>" },
  series: [
    { type: "bar", data: [3, 4], itemStyle: { color: "#112233" } },
    { type: "line", data: [2, 3], lineStyle: { color: "#778899" }, symbol: "none" },
    { type: "scatter", data: [1, 2], symbolSize: 8, itemStyle: { color: "#445566" } },
  ],
};

Deno.test("ChartRenderer: each value is one mark, circles as circles", async () => {
  const svg = (await loadChartRenderer()).draw(option, size);
  const elements = elementsOf(svg);
  assert.equal(elements.filter(({ attributes }) => attributes["fill"] === "#112233").length, 2);
  const circles = elements.filter(({ name }) => name === "circle");
  assert.deepEqual(circles.map(({ attributes }) => [attributes["r"], attributes["fill"]]), [
    ["4", "#445566"],
    ["4", "#445566"],
  ]);
});

Deno.test("ChartRenderer: texts with markup stay texts", async () => {
  const svg = (await loadChartRenderer()).draw(option, size);
  assert.doesNotMatch(svg, /<script|<b>/);
  const texts = elementsOf(svg).filter(({ name }) => name === "text").map(({ text }) => text);
  for (const text of ["<script>alert(1)</script>", 'a "b" & c', "<b>y</b>"]) assert.ok(texts.includes(text), text);
});

Deno.test("ChartRenderer: the same option gives the same bytes, whatever was drawn before, without names or styles", async () => {
  const renderer = await loadChartRenderer();
  const first = renderer.draw(option, size);
  renderer.draw({ ...option, series: [] }, size);
  assert.equal(renderer.draw(option, size), first);
  assert.ok(first.includes('stroke="#778899"'));
  assert.doesNotMatch(first, / id=| class=|<style|ecmeta|url\(/);
});

Deno.test("compactSvg: a circle drawn by a scaled path keeps its place, radius and width of stroke", () => {
  const path = '<path d="M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0" transform="matrix(3,0,0,3,10.25,20)" ' +
    'fill="#fff" stroke="#123456" stroke-width="0.5"></path>';
  assert.equal(
    compactSvg(path),
    '<circle cx="10.3" cy="20" r="3" fill="#fff" stroke="#123456" stroke-width="1.5"/>',
  );
});

Deno.test("compactSvg: marks of the same looks after each other say them once, others keep their own", () => {
  const circle = (x: number, fill: string) => `<circle cx="${x}" cy="1" r="3" fill="${fill}"/>`;
  const same = [1, 2, 3].map((x) => circle(x, "#111111")).join("");
  const other = circle(4, "#222222");
  assert.equal(
    compactSvg(same + other),
    '<g fill="#111111"><circle cx="1" cy="1" r="3"/><circle cx="2" cy="1" r="3"/><circle cx="3" cy="1" r="3"/></g>' +
      other,
  );
});
