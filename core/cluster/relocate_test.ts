import assert from "node:assert/strict";
import { createArena, groupRows } from "../kernels/mod.ts";
import { createMatrix, matrixFromRows } from "../matrix.ts";
import { createRng } from "../rng.ts";
import { createFitMemory } from "./fit_memory.ts";
import { fitKMeans } from "./kmeans.ts";
import { relocated } from "./relocate.ts";

/** Ten rows around each place of a line. */
function around(places: readonly number[]) {
  return matrixFromRows(places.flatMap((place) => Array.from({ length: 10 }, (_, i) => [place + (i - 4.5) / 100])));
}

Deno.test("relocated: of two centres in one group, one goes to a group that shares its centre with another", () => {
  using arena = createArena();
  const x = around([0, 100, 200]);
  const rows = groupRows(arena, x);
  const memory = createFitMemory(rows, 3);
  const from = (values: readonly number[]) => matrixFromRows(values.map((value) => [value - rows.means[0]!]));
  const moved = relocated(memory, from([-0.02, 0.02, 150]), createRng(1));
  const centres = [...moved!.data].map((value) => value + rows.means[0]!).sort((a, b) => a - b);
  assert.ok(Math.abs(centres[0]!) < 0.05);
  const [second, third] = [centres[1]!, centres[2]!];
  assert.ok(Math.abs(second - 100) < 0.05 && third === 150 || second === 150 && Math.abs(third - 200) < 0.05);
  assert.equal(relocated(memory, from([0, 100, 200]), createRng(1)), undefined, "each group has its centre");
});

Deno.test("relocated: one centre has nowhere to go, and equal rows need none", () => {
  using arena = createArena();
  const rows = groupRows(arena, matrixFromRows([[1], [1], [1], [1]]));
  assert.equal(relocated(createFitMemory(rows, 1), matrixFromRows([[0]]), createRng(1)), undefined);
  assert.equal(relocated(createFitMemory(rows, 2), matrixFromRows([[0], [0]]), createRng(1)), undefined);
});

Deno.test("fitKMeans: a single start finds every group of a grid, among few rows and many", () => {
  const rng = createRng(3);
  for (const rows of [2_000, 50_100]) {
    const x = createMatrix(rows, 2);
    for (let i = 0; i < rows; i++) {
      x.data.set([i % 10 * 8 + rng.normal(), Math.floor(i / 10) % 10 * 8 + rng.normal()], i * 2);
    }
    for (let seed = 0; seed < 2; seed++) {
      const { inertia } = fitKMeans(x, { k: 100, rng: createRng(seed), starts: 1 });
      // Two columns of variance 1; a group without its centre adds squared distances of about 16 for a fiftieth of the rows.
      assert.ok(inertia < 2.1 * rows, `${rows} rows, seed ${seed}: ${inertia / rows} a row`);
    }
  }
});
