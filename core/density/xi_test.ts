import assert from "node:assert/strict";
import { xiLabels } from "./xi.ts";

Deno.test("xiLabels: two valleys, also among more rows than a call takes arguments", () => {
  for (const half of [100, 100_000]) {
    const rows = 2 * half;
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    const reachability = Float64Array.from(order, (i) => i === 0 ? Infinity : i === half ? 100 : 1);
    const predecessors = Int32Array.from(order, (i) => i - 1);
    const found = { order, reachability, coreDistances: new Float64Array(rows).fill(1), predecessors };
    const { labels } = xiLabels(found, { xi: 0.5, minSamples: 3, minClusterSize: 5 });
    assert.ok(labels.every((label, i) => label === (i < half ? 0 : 1)));
  }
});
