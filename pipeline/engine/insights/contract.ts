import assert from "node:assert/strict";
import { runId } from "../../../infra/random.ts";
import type { RunStatus } from "../types.ts";
import type { Ledger } from "../history/ledger.ts";

const hour = 3_600_000;
const idAt = (time: number) => runId({ now: () => time }, { bytes: (count) => new Uint8Array(count) });

/** How runs and steps are counted in a database of either kind. */
export function insightsContract(
  kind: string,
  open: () => Promise<{ readonly ledger: Ledger; readonly dispose: () => Promise<void> }>,
): void {
  const test = (what: string, body: (ledger: Ledger) => Promise<void>) =>
    Deno.test(`${kind}: insights: ${what}`, async () => {
      const { ledger, dispose } = await open();
      try {
        await body(ledger);
      } finally {
        await dispose();
      }
    });

  test("ends with their lengths, retries and how long it took until it went well again", async (ledger) => {
    const add = async (n: number, status: RunStatus, length: number, request = {}) => {
      const [createdAt, id] = [n * hour, idAt(n * hour)];
      const base = { id, job: "a", environment: "t", status, tags: {}, request, createdAt, startedAt: createdAt };
      await ledger.history.createRun(status === "running" ? base : { ...base, endedAt: createdAt + length });
      const failed = status === "failure";
      const step = { run: id, step: "x", asset: "x", attempt: failed ? 3 : 1, startedAt: createdAt, metadata: {} };
      await ledger.history.write(id, {
        steps: status === "running" ? [{ ...step, status: "running" }] : [
          { ...step, status: failed ? "failed" : "success", endedAt: createdAt + length / 2 },
          { ...step, step: "y", asset: "y", attempt: 1, status: "success", endedAt: createdAt + 7 },
        ],
      });
    };
    await add(1, "success", 123_456);
    await add(2, "failure", 400);
    await add(3, "failure", 400);
    await add(4, "success", 123_444, { retryOf: "r" });
    await add(5, "failure", 8);
    await add(6, "running", 0);
    await add(30, "success", 9);
    const span = { since: 0, until: 10 * hour };
    const { ends, breakages } = await ledger.insights.jobs(span);
    const sorted = ends.toSorted((a, b) => (a.length ?? 0) - (b.length ?? 0));
    assert.deepEqual(sorted, [
      { name: "a", status: "failure", length: 8, count: 1, retried: 0 },
      { name: "a", status: "failure", length: 400, count: 2, retried: 0 },
      // Lengths have three digits.
      { name: "a", status: "success", length: 123_000, count: 2, retried: 1 },
    ]);
    assert.deepEqual(breakages, [
      { name: "a", failedAt: 2 * hour + 400, fixedAt: 4 * hour + 123_444 },
      { name: "a", failedAt: 5 * hour + 8, fixedAt: 30 * hour + 9 },
    ]);
    const assets = await ledger.insights.assets(span);
    const x = assets.ends.filter(({ name }) => name === "x").toSorted((a, b) => (a.length ?? 0) - (b.length ?? 0));
    assert.deepEqual(x.map(({ status, length, count, retried }) => [status, length, count, retried]), [
      ["failure", 4, 1, 1],
      ["failure", 200, 2, 2],
      ["success", 61_700, 2, 0],
    ]);
    assert.deepEqual(assets.breakages.map(({ name, fixedAt }) => [name, fixedAt]), [
      ["x", 4 * hour + 61_722],
      ["x", 30 * hour + 4.5],
    ]);
    assert.deepEqual(await ledger.insights.jobs({ since: 40 * hour, until: 50 * hour }), { ends: [], breakages: [] });
    const last = await ledger.insights.jobs({ since: 5 * hour, until: 6 * hour });
    assert.deepEqual([last.ends.length, last.breakages.length], [1, 1]);
  });

  test("what still fails has no end, and partitions are told apart", async (ledger) => {
    const add = async (n: number, status: "failed" | "success", partition: string) => {
      const id = idAt(n * hour);
      const run = { id, job: "a", environment: "t", status: "success" as const, tags: {}, request: {}, createdAt: n };
      await ledger.history.createRun(run);
      const step = { run: id, step: `x[${partition}]`, asset: "x", partition, attempt: 1, metadata: {} };
      await ledger.history.write(id, { steps: [{ ...step, status, startedAt: n, endedAt: n }] });
    };
    await add(1, "failed", "p");
    await add(2, "success", "q");
    await add(3, "failed", "p");
    const { breakages } = await ledger.insights.assets({ since: 0, until: 9 * hour });
    assert.deepEqual(breakages, [{ name: "x", failedAt: 1 }]);
  });
}
