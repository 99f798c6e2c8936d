import assert from "node:assert/strict";
import { hintLines } from "./chart_hints.ts";
import { isInside } from "./scatter_lasso.ts";
import { piecesOf, type Points, scatterOf, scatterOption } from "./scatter_option.ts";

const points: Points = {
  stores: [11, 12, 13, 14],
  x: [0, 1, 2, 3],
  y: [0, 1, 0, -1],
  labels: [0, 0, 1, 1],
  outliers: [0, 0, 0, 1],
  loadings: [],
  variance: [0.5, null],
};

interface Option {
  readonly series: readonly {
    readonly data: readonly {
      readonly name: string;
      readonly value: readonly number[];
      readonly itemStyle?: { opacity?: number };
    }[];
  }[];
  readonly visualMap: readonly unknown[];
}

Deno.test("isInside: a lasso holds what lies within it, also where it is hollow", () => {
  const hollow = [[0, 0], [10, 0], [10, 10], [6, 10], [6, 4], [4, 4], [4, 10], [0, 10]] as const;
  assert.equal(isInside([2, 8], hollow), true);
  assert.equal(isInside([5, 8], hollow), false);
  assert.equal(isInside([5, 2], hollow), true);
  assert.equal(isInside([11, 2], hollow), false);
  assert.equal(isInside([1, 1], []), false);
});

Deno.test("scatterOption: every store is a point, those that are not selected are paler", () => {
  const figure = scatterOf(points);
  const all = scatterOption(figure, points, { colouring: undefined, selected: new Set() }) as Option;
  const drawn = all.series.slice(0, 2).flatMap(({ data }) => data);
  assert.deepEqual(drawn.map(({ name }) => name), ["Store 11", "Store 12", "Store 13", "Store 14"]);
  const some = scatterOption(figure, points, { colouring: undefined, selected: new Set(["Store 12"]) }) as Option;
  const pale = some.series.slice(0, 2).flatMap(({ data }) => data).filter(({ itemStyle }) =>
    itemStyle?.opacity === 0.08
  );
  assert.deepEqual(pale.map(({ name }) => name), ["Store 11", "Store 13", "Store 14"]);
});

Deno.test("scatterOption: a feature's values stand beside the places, in one series with a scale", () => {
  const colouring = { label: "size", values: [5, 6, 7, 8] };
  const { series, visualMap } = scatterOption(scatterOf(points), points, { colouring, selected: new Set() }) as Option;
  assert.deepEqual(series[0]!.data.map(({ value }) => value), [[0, 0, 5], [1, 1, 6], [2, 0, 7], [3, -1, 8]]);
  assert.equal(visualMap.length, 1);
});

Deno.test("piecesOf: steps of as many stores each; equal values share one", () => {
  const ends = (values: readonly number[]) =>
    piecesOf(values).map((piece) => ["gte" in piece ? piece.gte : null, "lt" in piece ? piece.lt : null]);
  assert.deepEqual(ends([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), [[null, 3], [3, 5], [5, 7], [7, 9], [9, null]]);
  assert.deepEqual(ends([0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), [[null, 1], [1, null]].map(([a, b]) => [a, b]));
  assert.deepEqual(ends([3, 3, 3]), [[null, null]]);
});

Deno.test("hintLines: what a mark is and its value; flows name both ends; marks that say nothing have none", () => {
  const series = { componentType: "series", seriesName: "index" };
  assert.deepEqual(hintLines({ ...series, name: "KIDS, cluster 2", value: [1, 3, 140] }), [
    "KIDS, cluster 2",
    "index: 140",
  ]);
  assert.deepEqual(hintLines({ ...series, name: "Store 7", value: [0.5, 1.5] }), ["Store 7"]);
  assert.deepEqual(
    hintLines({ ...series, dataType: "edge", data: { source: "before: 0", target: "now: 1" }, value: 12 }),
    ["before: 0 → now: 1", "12"],
  );
  assert.deepEqual(hintLines({ componentType: "markLine" }), []);
});
