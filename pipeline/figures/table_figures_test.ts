import assert from "node:assert/strict";
import { elementsOfFigure, lightCluster, lightOf, seriesOf, textsOf } from "../../tests/helpers/figures.ts";
import { correlationFigure } from "./correlation_figure.ts";
import { dendrogramFigure } from "./dendrogram_figure.ts";
import { mergeGridFigure } from "./merge_grid_figure.ts";
import { movementFigure } from "./movement_figure.ts";
import { profileFigure } from "./profile_figure.ts";

Deno.test("profileFigure: a cell for each feature and cluster in the colour of its index, features by their highest cluster", async () => {
  const figure = profileFigure({
    clusters: [{ label: 0 }, { label: 3 }],
    features: ["% Sales DAY", "% Sales NIGHT", "% Sales <i>"],
    index: [[49.4, 250], [150, 100], [null, 89.6]],
  });
  const [cells] = seriesOf(figure);
  assert.deepEqual(cells.data.map(({ value }: { value: unknown }) => value), [
    [0, 0, 150],
    [1, 0, 100],
    [0, 1, 49],
    [1, 1, 250],
    [0, 2, "-"],
    [1, 2, 90],
  ]);
  assert.match(figure.caption, /Blank: .*“% Sales”/);
  const elements = await elementsOfFigure(figure);
  const cellsOf = (token: string) =>
    elements.filter(({ name, attributes }) =>
      name === "path" && attributes["fill"] === lightOf(token) && attributes["stroke"] === lightOf("surface")
    ).length;
  // 49 is under 50, 150 between 133 and 200, 250 above, 100 and 90 about average.
  const counts = ["diverging0", "diverging5", "diverging6", "diverging3"].map(cellsOf);
  assert.deepEqual(counts, [1, 1, 1, 2]);
  for (const text of ["NIGHT", "DAY", "<i>", "Cluster 3", "250"]) {
    assert.ok(textsOf(elements).includes(text), text);
  }
});

Deno.test("profileFigure: of many features those stay that differ most between clusters", () => {
  const features = Array.from({ length: 40 }, (_, i) => `f${i}`);
  const index = features.map((_, i) => [100, i === 17 || i === 30 ? 300 : 101 + i / 100]);
  const figure = profileFigure({ clusters: [{ label: 0 }, { label: 1 }], features, index }, { most: 2 });
  assert.deepEqual(seriesOf(figure)[0].data.map(({ name }: { name: string }) => name), [
    "f17, cluster 0",
    "f17, cluster 1",
    "f30, cluster 0",
    "f30, cluster 1",
  ]);
  assert.match(figure.caption, /2 of 40 features/);
  const strength = features.map((_, i) => i === 5 ? 0.9 : i === 6 ? null : 0.1);
  const [first, , second] =
    seriesOf(profileFigure({ clusters: [{ label: 0 }, { label: 1 }], features, index, strength }, { most: 2 }))[0].data;
  assert.deepEqual([first.name, second.name].sort(), ["f17, cluster 0", "f5, cluster 0"]);
});

Deno.test("correlationFigure: each pair once, below the diagonal", async () => {
  const figure = correlationFigure({
    features: ["a", "b", "c"],
    correlations: [[1, 0.9, -0.3], [0.9, 1, null], [-0.3, null, 1]],
  });
  const [cells] = seriesOf(figure);
  assert.deepEqual(cells.data.map(({ value }: { value: unknown }) => value), [[0, 0, 0.9], [0, 1, -0.3], [1, 1, "-"]]);
  assert.match(figure.description, /^Strongest: b and a 0\.90, c and a -0\.30$/);
  const texts = textsOf(await elementsOfFigure(figure));
  for (const text of [".90", "−.30"]) assert.ok(texts.includes(text), text);
});

Deno.test("mergeGridFigure: stores before and after, pairs that were given up, and how many moved", async () => {
  const figure = mergeGridFigure({
    cells: [
      { internal: 0, external: 0, before: 30, after: 33 },
      { internal: 0, external: 2, before: 3, after: 0 },
      { internal: 1, external: 0, before: 12, after: 12 },
    ],
    minimumSize: 10,
    moved: 3,
  });
  assert.match(figure.caption, /1 pair of fewer than 10 stores was given up: 3 stores moved/);
  const [cells] = seriesOf(figure);
  assert.deepEqual(cells.data.map(({ name, value }: { name: string; value: unknown }) => [name, value]), [
    ["0_0", [0, 0, 33]],
    ["0_2", [1, 0, 0]],
    ["1_0", [0, 1, 12]],
  ]);
  const texts = textsOf(await elementsOfFigure(figure));
  for (const text of ["30 → 33", "3 → 0", "12", "given up"]) assert.ok(texts.includes(text), text);
});

Deno.test("movementFigure: bands are as wide as stores moved; those that stayed are paler", async () => {
  const figure = movementFigure({
    name: "movement",
    title: "Stores since the last run",
    sides: ["before", "now"],
    movements: [
      { from: "0", to: "0", stores: 90 },
      { from: "0", to: "1", stores: 6 },
      { from: "1", to: "1", stores: 0 },
      { from: null, to: "1", stores: 4 },
    ],
  });
  assert.match(figure.caption, /^10 of 100 stores \(10 %\) changed/);
  const [sankey] = seriesOf(figure);
  assert.deepEqual(sankey.links.map(({ source, target, value }: Record<string, unknown>) => [source, target, value]), [
    ["before: 0", "now: 0", 90],
    ["before: 0", "now: 1", 6],
    ["before: not there", "now: 1", 4],
  ]);
  const elements = await elementsOfFigure(figure);
  const bands = elements.filter(({ attributes }) => ["0.22", "0.6"].includes(attributes["fill-opacity"] ?? ""));
  assert.deepEqual(bands.map(({ attributes }) => [attributes["fill"], attributes["fill-opacity"]]), [
    [lightCluster(0), "0.22"],
    [lightCluster(0), "0.6"],
    [lightOf("muted"), "0.6"],
  ]);
  assert.ok(textsOf(elements).includes("before: 0 · 96 stores"));
});

Deno.test("movementFigure: stores may stay in a cluster that has another name now", () => {
  const figure = movementFigure({
    name: "movement",
    title: "Stores since the last run",
    sides: ["before", "now"],
    movements: [
      { from: "0", to: "1", stores: 60, stayed: true },
      { from: "1", to: "0", stores: 39, stayed: true },
      { from: "0", to: "0", stores: 1, stayed: false },
    ],
  });
  assert.match(figure.caption, /^1 of 100 stores \(1\.0 %\) changed/);
  assert.equal(figure.description, "0 to 0: 1");
  const opacities = seriesOf(figure)[0].links.map((link: { lineStyle: { opacity: number } }) => link.lineStyle.opacity);
  assert.deepEqual(opacities, [0.22, 0.22, 0.6]);
});

Deno.test("dendrogramFigure: leaves stand in the order of the tree, a branch for each merge at its height", async () => {
  const figure = dendrogramFigure({
    leaves: [{ name: "a", label: 0 }, { name: "b", label: 1 }, { name: "c <c>", label: 0, stores: 5 }],
    merges: [{ left: 0, right: 2, height: 1 }, { left: 1, right: 3, height: 4 }],
    cut: 2,
    axis: "distance (ward)",
  });
  const [first, second] = seriesOf(figure);
  // From top to bottom b, a, c: a and c join at 1 between places 1 and 2, b joins them at 4.
  assert.deepEqual(first.data, [[0, 1], [1, 1], [1, 2], [0, 2]]);
  assert.deepEqual(second.data, [[0, 0], [4, 0], [4, 1.5], [1, 1.5]]);
  const elements = await elementsOfFigure(figure);
  const lines = (color: string) =>
    elements.filter(({ attributes }) => attributes["stroke"] === color && attributes["stroke-width"] === "1.8");
  assert.deepEqual([lines(lightCluster(0)).length, lines(lightOf("muted")).length], [1, 1]);
  for (const text of ["a", "b", "c <c> · 5 stores", "cut"]) assert.ok(textsOf(elements).includes(text), text);
});

Deno.test("dendrogramFigure: of a large tree the top is drawn, groups stand where they were merged", () => {
  // 0 and 1 join at 1, 3 and 4 at 2, these pairs at 5, all with 2 at 9.
  const figure = dendrogramFigure({
    leaves: ["a", "b", "c", "d", "e"].map((name, i) => ({ name, label: i === 4 ? 1 : 0 })),
    merges: [
      { left: 0, right: 1, height: 1 },
      { left: 3, right: 4, height: 2 },
      { left: 5, right: 6, height: 5 },
      { left: 2, right: 7, height: 9 },
    ],
    axis: "",
  }, { most: 3 });
  const [first, second] = seriesOf(figure);
  // From top to bottom: c, the pair of 0 and 1, the pair of 3 and 4.
  assert.deepEqual(first.data, [[1, 1], [5, 1], [5, 2], [2, 2]]);
  assert.deepEqual(second.data, [[0, 0], [9, 0], [9, 1.5], [5, 1.5]]);
  assert.equal(figure.description, "Order of the leaves: c, 2 stores, 2 stores");
  assert.match(figure.caption, /the last 2 of 4 merges/);
});

Deno.test("dendrogramFigure: merges that do not fit the leaves are refused", () => {
  assert.throws(
    () => dendrogramFigure({ leaves: [{ name: "a" }, { name: "b" }], merges: [], axis: "" }),
    /2 leaves take 1 merges/,
  );
});
