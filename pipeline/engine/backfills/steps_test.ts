import assert from "node:assert/strict";
import type { StepStatus } from "../types.ts";
import { advanceBackfills } from "./service.ts";
import { backfillSteps } from "./steps.ts";
import { withBackfills } from "./testing.ts";

Deno.test("backfillSteps: of each key, what became of each asset in its newest run", () =>
  withBackfills(async (bench) => {
    const { id } = await bench.create({ keys: ["a..c"], group: 2, concurrency: 1 });
    await advanceBackfills(bench.options());
    const run = (await bench.runs())[0]!.id;
    const step = (asset: string, partition: string, status: StepStatus) => ({
      ...{ run, step: `${asset}[${partition}]`, asset, partition, status, attempt: 1, metadata: {} },
    });
    const steps = [step("first", "a", "success"), step("first", "b", "reused"), step("second", "b", "failed")];
    await bench.ledger.history.write(run, { steps });
    assert.deepEqual(await backfillSteps(bench.ledger, id), {
      assets: ["first", "second"],
      rows: [
        { partition: "a", run, steps: ["success", null] },
        { partition: "b", run, steps: ["reused", "failed"] },
        { partition: "c", steps: [null, null] },
      ],
    });
    const page = await backfillSteps(bench.ledger, id, { from: 1, limit: 1 });
    assert.deepEqual(page?.rows.map(({ partition }) => partition), ["b"]);
    assert.equal(await backfillSteps(bench.ledger, "nobody"), undefined);
  }));
