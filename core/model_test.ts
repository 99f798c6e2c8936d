import assert from "node:assert/strict";
import {
  adjustedRand,
  assign,
  assignStores,
  createRng,
  createStoreModel,
  createTable,
  encode,
  filterFeatures,
  fitEncoder,
  fitFilter,
  fitImputer,
  fitIsolationForest,
  fitKernelPca,
  fitKMeans,
  fitPca,
  fitScaler,
  flagOutliers,
  impute,
  isolationScores,
  parseStoreModel,
  pickRows,
  type Preparation,
  prepareStores,
  project,
  scale,
  selectK,
  type StoreModel,
  type Table,
} from "./mod.ts";

/** Stores of three kinds, one number missing, one column constant, one repeated. */
function planted(seed: number, rows = 90): { table: Table; labels: number[] } {
  const rng = createRng(seed);
  const labels = Array.from({ length: rows }, (_, i) => i % 3);
  const mix = labels.map((label) => 10 * label + rng.normal());
  const size = labels.map((label) => (label === 1 ? 500 : 100) + 10 * rng.normal());
  mix[5] = NaN;
  const table = createTable([
    { kind: "number", name: "STORE_NBR", values: Float64Array.from(labels, (_, i) => 200 + i) },
    { kind: "number", name: "MIX", values: Float64Array.from(mix) },
    { kind: "number", name: "SIZE", values: Float64Array.from(size) },
    { kind: "number", name: "SIZE_AGAIN", values: Float64Array.from(size, (value) => 3 * value + 1) },
    { kind: "number", name: "SAME", values: new Float64Array(rows).fill(4) },
    { kind: "text", name: "AREA", values: labels.map((label) => label === 2 ? "rural" : "urban") },
  ]);
  return { table, labels };
}

/** The whole chain, outliers held out of the fit of the clusters only. */
function train(table: Table): StoreModel {
  const rng = createRng(42);
  const filter = fitFilter(table, { drop: ["STORE_NBR"], maxCorrelation: 0.95 });
  const filtered = filterFeatures(filter, table);
  const imputer = fitImputer(filtered, { numeric: "median" });
  const filled = impute(imputer, filtered);
  const encoder = fitEncoder(filled);
  const { x } = encode(encoder, filled);
  const scaler = fitScaler(x, { method: "zscore" });
  const scaled = scale(scaler, x);
  const scores = isolationScores(fitIsolationForest(scaled, { rng: rng.fork("outliers") }), scaled);
  const { inliers, outliers } = flagOutliers(scores, 0.05);
  const kept = pickRows(scaled, inliers);
  const pca = fitPca(kept, { components: 0.9 });
  const preparation: Preparation = { filter, imputer, encoder, scaler, pca };
  const fitted = project(pca, kept);
  const { choice, models } = selectK(fitted, { rng, max: 6 });
  const origin = { name: "DAIRY", program: "0.1.0", seed: 42, rows: inliers.length, outliers: outliers.length };
  return createStoreModel(origin, preparation, models.get(choice.k)!, fitted);
}

Deno.test("store model: finds planted kinds of stores, labels every store and knows new ones", () => {
  const { table, labels } = planted(1);
  const model = train(table);
  assert.deepEqual(model.preparation.filter.kept.map(({ name }) => name), ["MIX", "SIZE", "AREA"]);
  const found = assignStores(model, table);
  assert.equal(found.labels.length, 90);
  const known = labels.map((_, i) => i).filter((i) => i !== 5);
  assert.equal(adjustedRand(known.map((i) => found.labels[i]!), known.map((i) => labels[i]!)), 1);
  const fresh = planted(2, 30);
  const again = assignStores(model, fresh.table);
  assert.ok(adjustedRand(again.labels, fresh.labels) > 0.85);
});

Deno.test("store model: survives JSON to the last bit", () => {
  const { table } = planted(3);
  const model = train(table);
  const again = parseStoreModel(JSON.parse(JSON.stringify(model)));
  assert.deepEqual(again, model);
  assert.deepEqual(assignStores(again, table), assignStores(model, table));
  assert.ok(Object.isFrozen(again.clusters.centroids[0]));
});

Deno.test("store model: no store of the fit is unlike, a far one is", () => {
  const { table } = planted(4);
  const model = train(table);
  const unlike = assignStores(model, table).unlike.reduce((sum, flag) => sum + flag, 0);
  assert.ok(unlike <= model.origin.outliers, `${unlike}`);
  const far = createTable([
    { kind: "number", name: "MIX", values: Float64Array.of(400) },
    { kind: "number", name: "SIZE", values: Float64Array.of(9000) },
    { kind: "text", name: "AREA", values: ["moon"] },
  ]);
  assert.deepEqual([...assignStores(model, far).unlike], [1]);
});

Deno.test("store model: a store alone in its cluster reaches as far as the others", () => {
  const table = createTable([{ kind: "number", name: "A", values: Float64Array.of(0, 2, 100) }]);
  const preparation: Preparation = {
    filter: fitFilter(table),
    imputer: fitImputer(table),
    encoder: fitEncoder(table),
    scaler: null,
    pca: null,
  };
  const x = prepareStores(preparation, table);
  const clusters = fitKMeans(x, { k: 2, rng: createRng(1) });
  const model = createStoreModel({ name: "x", program: "0", seed: 1, rows: 3, outliers: 0 }, preparation, clusters, x);
  assert.deepEqual(model.clusters.sizes, [2, 1]);
  assert.deepEqual(model.clusters.reach, [1, 1]);
  assert.deepEqual(assign(model.clusters, x).labels, assignStores(model, table).labels);
});

Deno.test("assignStores: a missing column or another kind is named", () => {
  const model = train(planted(1).table);
  const without = createTable([{ kind: "number", name: "MIX", values: Float64Array.of(1) }]);
  assert.throws(() => assignStores(model, without), /column "SIZE" is missing/);
});

Deno.test("parseStoreModel: refuses other formats, broken parts and widths that do not fit", () => {
  const model = JSON.parse(JSON.stringify(train(planted(1).table)));
  const changed = (change: (copy: typeof model) => void) => {
    const copy = structuredClone(model);
    change(copy);
    return () => parseStoreModel(copy);
  };
  assert.throws(changed((copy) => copy.format = 2), /its format is 2, but this program reads 1/);
  assert.throws(
    changed((copy) => copy.clusters.reach.pop()),
    /"clusters.reach" is wrong: it has \d values instead of \d/,
  );
  assert.throws(changed((copy) => copy.clusters.centroids[0].push(1)), /"clusters.centroids.0" is wrong/);
  assert.throws(changed((copy) => copy.preparation.pca.mean.pop()), /"preparation.pca.mean" is wrong/);
  assert.throws(changed((copy) => copy.preparation.scaler.scale[0] = 0), /"preparation.scaler.scale.0" is wrong/);
  assert.throws(changed((copy) => delete copy.preparation.imputer), /"preparation.imputer" is wrong/);
  for (const value of [null, 3, "model", [], {}]) {
    assert.throws(() => parseStoreModel(value), /Cannot read the store model/);
  }
});

Deno.test("store model: learned fills, bent scales and kernel components survive JSON and are checked on reading", () => {
  const { table } = planted(6);
  const filter = fitFilter(table, { drop: ["STORE_NBR", "SIZE_AGAIN"] });
  const filtered = filterFeatures(filter, table);
  for (const numeric of ["knn", "iterative"] as const) {
    const imputer = fitImputer(filtered, { numeric });
    const filled = impute(imputer, filtered);
    const encoder = fitEncoder(filled);
    const { x } = encode(encoder, filled);
    const scaler = fitScaler(x, { method: "yeo_johnson" });
    const scaled = scale(scaler, x);
    const pca = fitKernelPca(scaled, { rng: createRng(1), components: 2 });
    const preparation: Preparation = { filter, imputer, encoder, scaler, pca };
    const fitted = project(pca, scaled);
    const origin = { name: "DAIRY", program: "0.1.0", seed: 1, rows: fitted.rows, outliers: 0 };
    const model = createStoreModel(origin, preparation, fitKMeans(fitted, { k: 3, rng: createRng(1) }), fitted);
    const text = JSON.stringify(model);
    const again = parseStoreModel(JSON.parse(text));
    assert.deepEqual(again, model);
    assert.deepEqual(assignStores(again, table), assignStores(model, table));
    const changed = (change: (copy: Broken) => void) => {
      const copy = JSON.parse(text);
      change(copy.preparation);
      return () => parseStoreModel(copy);
    };
    assert.throws(
      changed((copy) => copy.imputer.learned.columns = 9),
      /"preparation.imputer.learned.columns" is wrong/,
    );
    assert.throws(changed((copy) => copy.scaler.lambda.pop()), /"preparation.scaler.lambda" is wrong/);
    assert.throws(changed((copy) => copy.pca.rows[3]!.pop()), /"preparation.pca.rows.3" is wrong/);
    assert.throws(changed((copy) => copy.pca.components[1]!.pop()), /"preparation.pca.components.1" is wrong/);
    assert.throws(changed((copy) => copy.pca.gamma = -1), /"preparation.pca.gamma" is wrong/);
    const broken = numeric === "knn"
      ? changed((copy) => copy.imputer.learned.values.pop())
      : changed((copy) => copy.imputer.learned.steps[0]!.predictors[0] = 7);
    assert.throws(broken, /"preparation.imputer.learned\.(values|steps.0)" is wrong/);
  }
});

/** What the test above breaks of parsed steps. */
interface Broken {
  readonly imputer: { readonly learned: { columns: number; values: unknown[]; steps: { predictors: number[] }[] } };
  readonly scaler: { readonly lambda: unknown[] };
  readonly pca: { gamma: number; readonly rows: unknown[][]; readonly components: unknown[][] };
}
