import assert from "node:assert/strict";
import { elementsOfFigure, lightCluster, lightOf, seriesOf, textsOf } from "../../tests/helpers/figures.ts";
import { placeArrows } from "./loading_arrows.ts";
import { type ScatterData, scatterFigure } from "./scatter_figure.ts";
import { scoresFigure } from "./scores_figure.ts";
import { silhouetteFigure } from "./silhouette_figure.ts";
import { sizesFigure } from "./sizes_figure.ts";

const scores = {
  ks: [2, 3, 4],
  chosen: 3,
  reason: "k = 3 has the highest silhouette",
  decisive: "Silhouette",
  curves: [
    { name: "Silhouette", better: "higher" as const, values: [0.2, 0.5, null] },
    { name: "Inertia", values: [90, 40, 30] },
    { name: "Gap", better: "higher" as const, values: [null, null, null] },
  ],
};

Deno.test("scoresFigure: a panel for each score that has values, the choice is marked in each", async () => {
  const figure = scoresFigure(scores);
  const [silhouette, inertia, ...others] = seriesOf(figure);
  assert.equal(others.length, 0);
  assert.deepEqual(silhouette.data.map((point: { value: unknown }) => point.value), [0.2, 0.5, "-"]);
  assert.deepEqual(inertia.data.map((point: { value: unknown }) => point.value), [90, 40, 30]);
  assert.deepEqual(silhouette.markLine.data, [{ xAxis: "3" }]);
  assert.match(figure.caption, /k = 3 has the highest silhouette/);
  const elements = await elementsOfFigure(figure);
  const points = (color: string) =>
    elements.filter(({ name, attributes }) =>
      name === "circle" && [attributes["fill"], attributes["stroke"]].includes(color)
    );
  assert.equal(points(lightOf("accent")).length, 2, "one chosen point in each panel");
  assert.equal(points(lightCluster(0)).length, 3, "2 in silhouette less the chosen one, 3 in inertia less it");
  assert.equal(textsOf(elements).filter((text) => text === "k = 3").length, 2);
});

Deno.test("silhouetteFigure: a bar for every store, sorted within its cluster, the mean as it was given", async () => {
  const figure = silhouetteFigure({
    clusters: [{ label: 0, values: [0.1, 0.7, 0.4] }, { label: 4, values: [-0.2, 0.6] }],
    mean: 0.32,
  });
  const [bars] = seriesOf(figure);
  const values = bars.data.map(({ value }: { value: unknown }) => value).filter((value: unknown) => value !== "-");
  assert.deepEqual(values, [0.7, 0.4, 0.1, 0.6, -0.2]);
  assert.deepEqual(bars.markLine.data, [{ xAxis: 0.32 }]);
  assert.match(figure.caption, /\(1 store\)/);
  const elements = await elementsOfFigure(figure);
  const marks = (label: number) =>
    elements.filter(({ name, attributes }) => name === "path" && attributes["fill"] === lightCluster(label));
  assert.deepEqual([marks(0).length, marks(4).length], [3, 2]);
  for (const text of ["Cluster 0", "Cluster 4", "mean 0.320"]) assert.ok(textsOf(elements).includes(text), text);
});

Deno.test("silhouetteFigure: names of clusters of one store keep clear of each other", async () => {
  const values = Array.from({ length: 150 }, () => 0.9);
  const few = [1, 2, 3].map((label) => ({ label, values: [0.5] }));
  const elements = await elementsOfFigure(silhouetteFigure({ clusters: [{ label: 0, values }, ...few], mean: 0.9 }));
  const heights = elements.filter(({ name, text }) => name === "text" && text.startsWith("Cluster "))
    .map(({ attributes }) => Number(attributes["y"] ?? /[ ,]([\d.]+)\)/.exec(attributes["transform"] ?? "")?.[1]));
  assert.equal(heights.length, 4);
  heights.slice(1).forEach((height, i) => assert.ok(height - heights[i]! >= 12, heights.join(" ")));
});

Deno.test("silhouetteFigure: many stores are drawn evenly spaced, ends included, and the caption says so", () => {
  const values = Array.from({ length: 1000 }, (_, i) => i / 1000);
  const figure = silhouetteFigure({ clusters: [{ label: 0, values }, { label: 1, values: [0.5] }], mean: 0.5 }, {
    most: 100,
  });
  const [bars] = seriesOf(figure);
  const drawn = bars.data.map(({ value }: { value: unknown }) => value).filter((value: unknown) => value !== "-");
  assert.ok(drawn.length <= 100);
  assert.deepEqual([drawn[0], drawn.at(-2), drawn.at(-1)], [0.999, 0, 0.5]);
  assert.match(figure.caption, /\d+ bars for 1.001 stores/);
});

Deno.test("sizesFigure: bars are as long as clusters are large, outliers are the paler part", async () => {
  const figure = sizesFigure([
    { label: 0, name: "0 high <b>KIDS</b>", stores: 30, outliers: 2 },
    { label: 1, stores: 10, outliers: 0 },
  ]);
  const [fitted, outliers] = seriesOf(figure);
  assert.deepEqual(fitted.data.map(({ value }: { value: number }) => value), [28, 10]);
  assert.deepEqual(outliers.data.map(({ value }: { value: number }) => value), [2, 0]);
  const elements = await elementsOfFigure(figure);
  const bars = elements.filter(({ attributes }) => attributes["fill"] === lightCluster(0));
  assert.deepEqual(bars.map(({ attributes }) => attributes["fill-opacity"]), [undefined, "0.45"]);
  assert.deepEqual(textsOf(elements).filter((text) => text.includes("%")), ["30 · 75 %", "10 · 25 %"]);
  assert.ok(textsOf(elements).includes("0 high <b>KIDS</b>"));
});

/** `count` stores in two clusters on a line; the last is an outlier. */
function line(count: number): ScatterData {
  const places = Array.from({ length: count }, (_, i) => i);
  return {
    x: places,
    y: places.map((i) => i % 2),
    labels: places.map((i) => i % 2),
    outliers: places.map((i) => i === count - 1 ? 1 : 0),
    stores: places.map((i) => 100 + i),
    centres: [{ label: 0, x: 1, y: 0 }, { label: 1, x: 2, y: 1 }],
    loadings: [{ feature: "</text><script>", x: 0.9, y: 0.1 }, { feature: "b", x: 0.1, y: 0.8 }, {
      feature: "none",
      x: 0,
      y: 0,
    }],
    variance: [0.7, 0.2],
  };
}

Deno.test("scatterFigure: every store is a point where it was put, outliers are hollow, arrows have names", async () => {
  const figure = scatterFigure(line(5));
  const [first, second] = seriesOf(figure);
  assert.deepEqual(first.data.map(({ name, value }: { name: string; value: unknown }) => [name, value]), [
    ["Store 100", [0, 0]],
    ["Store 102", [2, 0]],
    ["Store 104", [4, 0]],
  ]);
  assert.deepEqual(second.data.map(({ value }: { value: unknown }) => value), [[1, 1], [3, 1]]);
  const elements = await elementsOfFigure(figure);
  const circles = elements.filter(({ name }) => name === "circle");
  const small = circles.filter(({ attributes }) => ["3", "3.5"].includes(attributes["r"]!));
  const filled = (label: number) => small.filter(({ attributes }) => attributes["fill"] === lightCluster(label)).length;
  assert.deepEqual([filled(0), filled(1)], [2, 2]);
  const hollow = small.filter(({ attributes }) => attributes["fill"] === lightOf("surface"));
  assert.deepEqual(hollow.map(({ attributes }) => attributes["stroke"]), [lightCluster(0)]);
  const texts = textsOf(elements);
  assert.ok(texts.includes("</text><script>") && texts.includes("b") && !texts.includes("none"));
  assert.ok(texts.includes("component 1, 70 % of the variance"));
});

Deno.test("placeArrows: a name stands on another side of its tip when a cluster's mark is in its way", () => {
  const side = (centres: { x: number; y: number }[]) =>
    placeArrows([{ feature: "feature", x: 1, y: 0 }], {
      box: { x: [-10, 10], y: [-10, 10] },
      size: { width: 400, height: 400 },
      centres,
    }, 6).map(({ side }) => side);
  assert.deepEqual(side([]), ["right"]);
  assert.deepEqual(side([{ x: 8, y: 0 }]), ["bottom"]);
  assert.deepEqual(side([{ x: 8, y: 0 }, { x: 6, y: -0.8 }]), ["top"]);
  assert.deepEqual(side([{ x: 8, y: 0 }, { x: 6, y: 0.8 }, { x: 6, y: -0.8 }]), []);
});

Deno.test("scatterFigure: of many stores a fixed part is drawn, and the caption says how many", () => {
  const figure = scatterFigure(line(5000), { most: 1000 });
  const points = seriesOf(figure).slice(0, 2).flatMap(({ data }) => data);
  assert.equal(points.length, 1000);
  assert.match(figure.caption, /Drawn are 1.000 of 5.000 stores, evenly spaced/);
  assert.deepEqual(scatterFigure(line(5000), { most: 1000 }), figure);
});
