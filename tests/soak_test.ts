import assert from "node:assert/strict";
import { breakRuns } from "./helpers/break_runs.ts";

Deno.test("breakRuns: runs survive the killing of their processes and workers (seed 7)", async () => {
  const { killed, runFound, workerFound } = await breakRuns({ seed: 7, points: 8, workers: 2 });
  assert.equal(Object.values(killed).reduce((sum, count) => sum + count, 0), 8);
  assert.ok(runFound[1] <= 5_000 && workerFound[1] <= 5_000, `${runFound} ${workerFound}`);
});
