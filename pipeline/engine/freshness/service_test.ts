import assert from "node:assert/strict";
import { silentLogger } from "../../../infra/log.ts";
import { executeRun } from "../execute.ts";
import { type TestLedger, testLedger } from "../monitoring/test_ledger.ts";
import { ledgerMetrics } from "../monitoring/figures.ts";
import { asset, countingRandom, projectOf, turns } from "../testing/kit.ts";
import { freshnessService, watchFreshness } from "./service.ts";

const hour = 3_600_000;
const project = projectOf([asset("a", { freshness: { within: 2 * hour } })]);

async function withWatch(
  test: (ledger: TestLedger, watch: () => Promise<void>, run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "freshness-" });
  await using ledger = await testLedger();
  const random = countingRandom();
  const { clock, history } = ledger;
  const judge = ledger.judging([{ events: ["asset_late", "asset_recovered"], dedupe: hour }]);
  try {
    await test(
      ledger,
      () => watchFreshness({ project, ledger, judge, clock, log: silentLogger }),
      async () => void await executeRun(project, { job: "all", environment: "prod" }, { history, root, clock, random }),
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("watchFreshness: late and recovered are told once each, whoever looks how often", () =>
  withWatch(async (ledger, watch, run) => {
    const { clock } = ledger;
    await watch();
    await run();
    await Promise.all([watch(), watch()]);
    assert.deepEqual(await ledger.told(), []);
    await clock.advance(2 * hour);
    await Promise.all([watch(), watch()]);
    await clock.advance(hour);
    await watch();
    assert.deepEqual(await ledger.told(), ["ops: a is late in prod"]);
    const [late] = await ledger.outbox.list();
    assert.match(JSON.parse(late!.body).text, /no schedule or sensor runs all\nno run of all since 2026-01-05T12:00/);
    await run();
    await Promise.all([watch(), watch()]);
    await clock.advance(2 * hour);
    await watch();
    assert.deepEqual(await ledger.told(), [
      "ops: a is late in prod",
      "ops: a is up to date again in prod",
      "ops: a is late in prod",
    ]);
    const [, recovered] = (await ledger.outbox.list()).map(({ body }) => JSON.parse(body));
    assert.deepEqual([recovered.resolved, recovered.labels.alertname], [true, "asset_late"]);
  }));

Deno.test("watchFreshness: what is said when it dies between message and state is not said again", () =>
  withWatch(async (ledger, watch, run) => {
    await run();
    await watch();
    await ledger.clock.advance(3 * hour);
    const put = ledger.freshness.put.bind(ledger.freshness);
    ledger.freshness.put = () => Promise.reject(new Error("killed"));
    await assert.rejects(watch());
    ledger.freshness.put = put;
    await watch();
    assert.deepEqual(await ledger.told(), ["ops: a is late in prod"]);
    assert.deepEqual((await ledger.freshness.states()).map(({ status }) => status), ["late"]);
  }));

Deno.test("watchFreshness: a process whose clock is behind does not take an asset for recovered", () =>
  withWatch(async (ledger, watch, run) => {
    await run();
    await watch();
    const { states } = ledger.freshness;
    await ledger.clock.advance(2 * hour - 1);
    await ledger.freshness.put({
      asset: "a",
      status: "late",
      since: ledger.clock.now() + 1,
      checkedAt: ledger.clock.now() + 1,
    });
    await watch();
    assert.deepEqual(await ledger.told(), []);
    assert.equal((await states.call(ledger.freshness))[0]?.status, "late");
  }));

Deno.test("watchFreshness: figures for Prometheus; an asset without policy is forgotten", () =>
  withWatch(async (ledger, watch, run) => {
    await run();
    await ledger.clock.advance(3 * hour);
    await ledger.freshness.put({ asset: "gone", status: "late", since: 1, checkedAt: 1 });
    await watch();
    const figures = await ledger.figures.read();
    assert.deepEqual(figures.freshness.map(({ asset, status }) => [asset, status]), [["a", "late"]]);
    const limits = { total: 1, jobs: {}, tags: {}, pools: {} };
    const metrics = new Map(ledgerMetrics("x", { figures, queue: [], limits }).map((one) => [one.name, one.samples]));
    assert.deepEqual(metrics.get("x_asset_late"), [{ labels: { asset: "a", status: "late" }, value: 1 }]);
    const deadline = Date.UTC(2026, 0, 5, 14) / 1_000;
    assert.deepEqual(metrics.get("x_asset_deadline_timestamp_seconds"), [{ labels: { asset: "a" }, value: deadline }]);
  }));

Deno.test("freshnessService: goes on until it is told to end, also after a fault", () =>
  withWatch(async (ledger, _watch, run) => {
    await run();
    const { clock } = ledger;
    let faults = 2;
    const states = ledger.freshness.states.bind(ledger.freshness);
    ledger.freshness.states = () => faults-- > 0 ? Promise.reject(new Error("the disk is gone")) : states();
    const end = new AbortController();
    const judge = ledger.judging([{ events: ["asset_late"] }]);
    const running = freshnessService({ project, ledger, judge, clock, log: silentLogger }).run(end.signal);
    for (let minute = 0; minute < 180; minute++) {
      await turns(2);
      await clock.advance(60_000);
    }
    end.abort();
    await running;
    assert.deepEqual(await ledger.told(), ["ops: a is late in prod"]);
  }));
