import assert from "node:assert/strict";
import { defineJob } from "./engine/mod.ts";
import { checkLimits } from "./queue_limits.ts";

const jobs = [
  defineJob({ name: "load", selection: "*", description: "Loads.", pools: { warehouse: 1 } }),
  defineJob({ name: "report", selection: "*", description: "Reports." }),
];
type Limits = Parameters<typeof checkLimits>[0]["queue"]["limits"];
const limited = (limits: Partial<Limits>) =>
  ({ queue: { limits: { jobs: {}, tags: {}, pools: {}, ...limits } } }) as Parameters<typeof checkLimits>[0];

Deno.test("checkLimits: jobs and pools that there are may be limited, and any tag", () => {
  checkLimits(limited({ jobs: { load: 1, report: 0 }, pools: { warehouse: 2 }, tags: { anything: 3 } }), jobs);
});

Deno.test("checkLimits: others are refused with the nearest name", () => {
  assert.throws(() => checkLimits(limited({ jobs: { lod: 1 } }), jobs), {
    kind: "configuration",
    message: 'Cannot limit the job "lod": there is no such job; did you mean "load"?',
  });
  assert.throws(() => checkLimits(limited({ pools: { warehous: 1 } }), jobs), {
    message: 'Cannot limit the pool "warehous": no job takes slots of such a pool; did you mean "warehouse"?',
  });
});
