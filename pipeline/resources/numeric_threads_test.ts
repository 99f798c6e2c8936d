import assert from "node:assert/strict";
import { createMatrix, createRng, DataError, type Matrix } from "../../core/mod.ts";
import { numericTasks } from "../assets/clustering/numeric_tasks.ts";
import { openNumericThreads } from "./numeric_threads.ts";
import { jobParamsSchema } from "./params.ts";

const params = jobParamsSchema.parse({ max_clusters: 4, n_init: 2 });

function rows(count: number): Matrix {
  const rng = createRng(7);
  const x = createMatrix(count, 8);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal() + 9 * (i % 3);
  return x;
}

Deno.test("openNumericThreads: any number of threads gives the bits that this thread gives", async () => {
  const x = rows(900);
  const here = numericTasks.chooseClusters(x, params);
  for (const count of [1, 2]) {
    const threads = openNumericThreads(count);
    const found = await Promise.all([1, 2, 3].map(() => threads.run("chooseClusters", [x, params])));
    for (const choice of found) assert.deepEqual(choice, here);
    threads.close();
  }
});

Deno.test("openNumericThreads: what the data cannot give is said as on this thread", async () => {
  const threads = openNumericThreads(1);
  for (const count of [10, 900]) {
    const x = rows(count);
    x.data[9] = NaN;
    await assert.rejects(threads.run("chooseClusters", [x, params]), (error) => {
      assert.ok(error instanceof DataError);
      assert.equal(error.message, "Cannot choose k: column 1 of row 1 is NaN");
      assert.equal(error.place, "row 1, column 1");
      assert.match(error.remedy ?? "", /impute/);
      return true;
    });
  }
  threads.close();
});

Deno.test("openNumericThreads: small work is done here, also when the threads are closed", async () => {
  const threads = openNumericThreads(1);
  threads.close();
  const x = rows(20);
  assert.deepEqual(await threads.run("chooseClusters", [x, params]), numericTasks.chooseClusters(x, params));
  await assert.rejects(threads.run("chooseClusters", [rows(900), params]), /closed/);
});

Deno.test("openNumericThreads: what is small for a quick algorithm is not for a slow one, by any of its names", async () => {
  const threads = openNumericThreads(1);
  threads.close();
  const x = rows(100);
  assert.deepEqual(await threads.run("chooseClusters", [x, params]), numericTasks.chooseClusters(x, params));
  for (const algorithm of ["kmedoids", "ap"] as const) {
    await assert.rejects(threads.run("chooseClusters", [x, { ...params, algorithm }]), /closed/);
  }
});
