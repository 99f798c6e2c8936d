import assert from "node:assert/strict";
import fc from "fast-check";
import { createMatrix, matrixFromRows, pickRows } from "../matrix.ts";
import { createRng, shuffle } from "../rng.ts";
import { nameClusters } from "./cluster_names.ts";
import { featureWords } from "./feature_words.ts";

Deno.test("featureWords: shares are called as the analysts call them, other columns in words", () => {
  const words = featureWords([
    "% Sales BABY CARE",
    "% Sales COSMETICS",
    "census_captured_avg_hhi",
    "foottraffic_per_sqft",
    "tenant_cnt",
    "2024 Median Age",
    "cap_category_name=STRIP CENTER",
    "less_than_10K",
    "dwellTime",
    "_",
  ]);
  assert.deepEqual(words.map(({ label }) => label), [
    "BABY CARE",
    "COSMETICS",
    "census captured average household income",
    "foot traffic per square foot",
    "tenant count",
    "2024 Median Age",
    "cap category name: STRIP CENTER",
    "less than 10K",
    "dwell Time",
    "_",
  ]);
  assert.equal(words[6]!.short, "STRIP CENTER");
});

Deno.test("featureWords: words that all shares of a category have are left out of the short form", () => {
  const shorts = (names: readonly string[]) =>
    featureWords(names.map((name) => `% Sales ${name}`)).map(({ short }) => short);
  assert.deepEqual(shorts(["KIDS BABY CARE", "VALUE BABY CARE"]), ["KIDS", "VALUE"]);
  assert.deepEqual(shorts(["OVERALL ACNE 0", "OVERALL ACNE 1"]), ["0", "1"]);
  assert.deepEqual(shorts(["ACNE", "DAILY ACNE"]), ["ACNE", "DAILY ACNE"]);
  assert.deepEqual(shorts(["ACNE"]), ["ACNE"]);
});

Deno.test("featureWords: a level is called by its name, with its text where that says nothing", () => {
  const words = featureWords(["area=urban", "urbanicity=urban", "anchor=NONE", "drive=0 - 10", "mall=(rare)", "a=b"], {
    isFlag: (column) => column < 5,
  });
  assert.deepEqual(words.map(({ short }) => short), [
    "urban",
    "urban",
    "NONE (anchor)",
    "0 - 10 (drive)",
    "(rare) (mall)",
    "a=b",
  ]);
  assert.deepEqual(words.slice(0, 2).map(({ label }) => label), ["area: urban", "urbanicity: urban"]);
});

const needs = ["BABY CARE", "COSMETICS", "CANDY", "VITAMINS"].map((name) => `% Sales ${name}`);

Deno.test("nameClusters: what is high and low, the strongest first", () => {
  const x = matrixFromRows([
    [50, 5, 25, 20],
    [52, 4, 24, 20],
    [20, 40, 20, 20],
    [21, 41, 18, 20],
    [20, 25, 36, 19],
    [19, 24, 36, 21],
  ]);
  const names = nameClusters(x, [0, 0, 1, 1, 2, 2], featureWords(needs));
  assert.deepEqual(names.map(({ name }) => name), [
    "high BABY CARE, low COSMETICS",
    "high COSMETICS, low CANDY",
    "high CANDY, low BABY CARE",
  ]);
  assert.deepEqual(names[0]!.terms.map(({ feature, direction }) => [feature, direction]), [[0, "high"], [1, "low"]]);
});

Deno.test("nameClusters: features that say the same are named once, levels as often as they hold", () => {
  const x = matrixFromRows([
    [10, 20, 1, 0],
    [11, 22, 1, 0],
    [30, 60, 0, 1],
    [31, 62, 0, 1],
    [30, 60, 0, 1],
    [31, 62, 1, 0],
  ]);
  const words = featureWords(["age_2024", "age_2029", "area=urban", "area=rural"]);
  const names = nameClusters(x, [0, 0, 1, 1, 1, 1], words);
  assert.deepEqual(names.map(({ name }) => name), ["mostly urban, low age 2024", "high age 2024, rarely urban"]);
});

Deno.test("nameClusters: clusters of one name tell what sets them apart from each other, else their number", () => {
  // Both are high in the first feature against the many others; they differ in the third.
  const rows = Array.from({ length: 40 }, (_, i) => [i % 2, (i >> 1) % 2, 50 + (i % 3) * 10]);
  const x = matrixFromRows([...rows, [9, 0.5, 59], [9, 0.4, 59], [9, 0.5, 61], [9, 0.6, 61]]);
  const labels = [...rows.map(() => 0), 1, 1, 2, 2];
  const names = nameClusters(x, labels, featureWords(["A", "B", "C"]));
  assert.deepEqual(names.map(({ name }) => name), ["low A", "high A, less C", "high A, more C"]);
  const same = nameClusters(matrixFromRows([[1], [2], [1], [2]]), [0, 0, 1, 1], featureWords(["A"]));
  assert.deepEqual(same.map(({ name }) => name), ["near average (cluster 0)", "near average (cluster 1)"]);
});

Deno.test("nameClusters: names differ, whatever the labels, and do not depend on order or doubling (properties)", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), (seed, k, width) => {
      const rng = createRng(seed);
      const x = createMatrix(30, width);
      for (let i = 0; i < x.data.length; i++) x.data[i] = rng.integer(4);
      const labels = Array.from({ length: 30 }, (_, i) => i < k ? i : rng.integer(k));
      const words = featureWords(Array.from({ length: width }, (_, j) => `% Sales N${j}`));
      const names = nameClusters(x, labels, words).map(({ name }) => name);
      assert.equal(new Set(names).size, k);
      const order = shuffle(rng, labels.map((_, i) => i));
      const again = [...order, ...order];
      const doubled = nameClusters(pickRows(x, again), again.map((i) => labels[i]!), words);
      assert.deepEqual(doubled.map(({ name }) => name), names);
      const renamed = nameClusters(x, labels.map((label) => label + 10), words).map(({ name }) => name);
      assert.deepEqual(renamed.map((name) => name.replace(/cluster 1(\d)/, "cluster $1")), names);
    }),
  );
});

Deno.test("nameClusters: one cluster, one row, a thousand columns, and words that do not fit", () => {
  assert.deepEqual(nameClusters(matrixFromRows([[1], [2]]), [3, 3], featureWords(["a"])), [
    { label: 3, name: "all stores", terms: [] },
  ]);
  const wide = createMatrix(4, 1000, Float64Array.from({ length: 4000 }, (_, at) => at % 1000 === 500 ? at : 1));
  const names = nameClusters(wide, [0, 0, 1, 1], featureWords(Array.from({ length: 1000 }, (_, j) => `c${j}`)));
  assert.deepEqual(names.map(({ name }) => name), ["low c500", "high c500"]);
  assert.throws(() => nameClusters(wide, [0, 0, 1, 1], []), /0 words for 1000 features/);
  assert.throws(() => nameClusters(createMatrix(0, 0), [], []), /Cannot name clusters: there is no row/);
});
