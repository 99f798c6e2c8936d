import assert from "node:assert/strict";
import { type BreakFigures, breakRuns } from "./helpers/break_runs.ts";
import { postgresPrograms, withPostgres } from "./helpers/postgres.ts";

/** Every crash is found. That it takes at most five seconds `deno task soak` tells, where nothing else runs. */
function assertFound({ runFound, workerFound }: BreakFigures): void {
  assert.ok(runFound[1] <= 60_000 && workerFound[1] <= 60_000, `${runFound} ${workerFound}`);
}

Deno.test("breakRuns: runs survive the killing of their processes and workers (seed 7)", async () => {
  const figures = await breakRuns({ seed: 7, points: 8 });
  assert.equal(Object.values(figures.broken).reduce((sum, count) => sum + count, 0), 8);
  assertFound(figures);
});

Deno.test("breakRuns: ticks, runs and alerts survive the killing of daemons (seed 11)", async () => {
  const figures = await breakRuns({ seed: 11, points: 8, workers: 0, daemons: 2 });
  assert.ok(figures.ticks > 0);
  assertFound(figures);
});

Deno.test({
  name: "breakRuns: two daemons and eight workers on PostgreSQL, connections cut and processes frozen (seed 3)",
  ignore: postgresPrograms() === undefined,
  fn: () =>
    withPostgres(async (postgres) => {
      const faults = ["cut", "cut", "cut", "freeze"] as const;
      const { ticks, broken } = await breakRuns({ seed: 3, points: 8, workers: 8, daemons: 2, faults, postgres });
      assert.ok(ticks > 0 && broken["connections cut"]! > 0);
    }),
});

Deno.test({
  name: "breakRuns: workers, daemons and runs live through restarts of PostgreSQL (seed 5)",
  ignore: postgresPrograms() === undefined,
  fn: () =>
    withPostgres(async (postgres) => {
      const figures = await breakRuns({ seed: 5, points: 2, workers: 1, daemons: 1, faults: ["restart"], postgres });
      assert.deepEqual(figures.broken, { "server restarted": 2 });
    }),
});
