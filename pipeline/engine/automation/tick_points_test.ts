import assert from "node:assert/strict";
import { killTick } from "../testing/kill_tick.ts";
import { tickPoints } from "./options.ts";

for (const kind of ["schedule", "sensor"] as const) {
  Deno.test(`tickPoints: a process that is killed at any of them leaves one tick and one run of a ${kind}`, async () => {
    // Besides the points around it, a place within its transaction; `deno task soak --mode points` has them all.
    const points = [...tickPoints, "2"];
    assert.deepEqual(await Promise.all(points.map((point) => killTick(kind, point))), points.map(() => true));
  });
}
