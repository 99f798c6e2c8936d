import assert from "node:assert/strict";
import { assertClose, fixture, type GoldenTable, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix } from "../matrix.ts";
import { adjustedRand } from "../metrics/mod.ts";
import { assignHdbscan } from "./assign_hdbscan.ts";
import { assignDbscan } from "./assign_dbscan.ts";
import { fitDbscan } from "./dbscan.ts";
import { fitHdbscan } from "./hdbscan.ts";
import { fitOptics } from "./optics.ts";
import type { Selection } from "./select_clusters.ts";

interface Golden {
  readonly dbscan: readonly {
    readonly fixture: string;
    readonly eps: number;
    readonly minSamples: number;
    readonly cores: readonly number[];
    readonly labels: readonly number[];
  }[];
  readonly hdbscan: readonly {
    readonly fixture: string;
    readonly minClusterSize: number;
    readonly minSamples: number;
    readonly selection: Selection;
    readonly selectionEpsilon: number;
    readonly labels: readonly number[];
    readonly strengths: readonly number[];
  }[];
  readonly optics: readonly {
    readonly fixture: string;
    readonly minSamples: number;
    readonly minClusterSize: number;
    readonly xi: number;
    readonly maxEps: number | null;
    readonly order: readonly number[];
    readonly reachability: readonly (number | null)[];
    readonly coreDistances: readonly (number | null)[];
    readonly predecessors: readonly number[];
    readonly labels: readonly number[];
    readonly eps: number;
    readonly flat: readonly number[];
  }[];
}

const golden = readGolden<Golden>("density");
const { tables } = readGolden<{ tables: Record<string, GoldenTable> }>("hierarchy");

function tableOf(name: string): Matrix {
  const found = tables[name];
  return found === undefined ? fixture(name) : createMatrix(found.rows, found.columns, Float64Array.from(found.values));
}

/** Equal noise and equal clusters, whatever they are called. */
function assertSamePartition(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.deepEqual(actual.map((label) => label < 0), expected.map((label) => label < 0), `${what}: noise`);
  const shifted = (labels: readonly number[]) => labels.map((label) => label + 1);
  assert.equal(adjustedRand(shifted(actual), shifted(expected)), 1, what);
}

Deno.test("fitDbscan: cores, noise and partitions of scikit-learn", () => {
  for (const { fixture, eps, minSamples, cores, labels } of golden.dbscan) {
    const x = tableOf(fixture);
    const model = fitDbscan(x, { eps, minSamples });
    assert.deepEqual(model.coreRows, cores);
    assertSamePartition(model.rowLabels, labels, `${fixture} ${eps} ${minSamples}`);
    assert.deepEqual([...assignDbscan(model, x).labels], model.rowLabels, `${fixture}: rows of the fit`);
  }
});

Deno.test("fitHdbscan: noise, partitions and strengths of scikit-learn", () => {
  for (const { fixture, labels, strengths, ...options } of golden.hdbscan) {
    const x = tableOf(fixture);
    const what = `${fixture} ${JSON.stringify(options)}`;
    const model = fitHdbscan(x, options);
    assertSamePartition(model.rowLabels, labels, what);
    assertClose(model.strengths, strengths, { what });
    const again = assignHdbscan(model, x);
    assert.deepEqual([...again.labels], model.rowLabels, `${what}: rows of the fit`);
  }
});

Deno.test("fitOptics: order, reachability and partitions of scikit-learn", () => {
  for (const expected of golden.optics) {
    const { fixture, minSamples, minClusterSize, xi, eps } = expected;
    const x = tableOf(fixture);
    const what = `${fixture} ${minSamples} ${xi}`;
    const maxEps = expected.maxEps ?? Infinity;
    const model = fitOptics(x, { minSamples, minClusterSize, xi, maxEps });
    assert.deepEqual(model.order, expected.order, what);
    assert.deepEqual(model.predecessors, expected.predecessors, what);
    const known = (values: readonly (number | null)[]) => values.map((value) => value ?? -1);
    assertClose(known(model.reachability), known(expected.reachability), { what });
    assertClose(known(model.coreDistances), known(expected.coreDistances), { what });
    assertSamePartition(model.rowLabels, expected.labels, `${what} xi`);
    const flat = fitOptics(x, { minSamples, maxEps, extraction: "dbscan", eps });
    assertSamePartition(flat.rowLabels, expected.flat, `${what} dbscan`);
  }
});
