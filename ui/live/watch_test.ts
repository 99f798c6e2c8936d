import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { silentLogger } from "../../infra/log.ts";
import { type History, memoryHistory, type RunEventBody } from "../../pipeline/engine/mod.ts";
import type { StreamMessage } from "./event_stream.ts";
import { RunFeed } from "./run_feed.ts";
import { watchRun } from "./watch.ts";

const id = "run-1";
const line = (message: string): RunEventBody & { time: number } => ({
  ...{ kind: "log", level: "info", message, fields: {}, time: 1 },
});

async function runOf(lines: number): Promise<History & { looks: number }> {
  const history = memoryHistory();
  const created = { id, job: "j", environment: "dev", status: "running", tags: {}, request: {}, createdAt: 0 } as const;
  await history.createRun({ ...created, startedAt: 0 });
  await history.write(id, { events: Array.from({ length: lines }, (_, i) => line(`line ${i + 1}`)) });
  const counted = { looks: 0 };
  return new Proxy(history, {
    get(of, name) {
      if (name === "looks") return counted.looks;
      if (name === "lastSequence") counted.looks += 1;
      const value = Reflect.get(of, name);
      return typeof value === "function" ? value.bind(of) : value;
    },
  }) as History & { looks: number };
}

const finish = (history: History) =>
  history.write(id, {
    run: { status: "success", endedAt: 9 },
    events: [{ kind: "run_status", status: "success", time: 9 }],
  });

/** Ids of all `run_event` messages until the stream ends. */
async function idsOf(messages: AsyncIterable<readonly StreamMessage[]>): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const batch of messages) ids.push(...batch.flatMap(({ id }) => id === undefined ? [] : Number(id)));
  return ids;
}

const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("watchRun: every event comes once and in order, however long the log and wherever a watcher goes on", async () => {
  const clock = manualClock();
  const history = await runOf(5_300);
  const feed = new RunFeed(history, id, { clock, log: silentLogger, interval: 300 });
  const { signal } = new AbortController();
  const all = [0, 1, 499, 3_000, 5_299, 5_300].map((after) => idsOf(watchRun(() => feed, after, { signal, clock })));
  await settle();
  await history.write(id, { events: [line("more")] });
  await clock.advance(400);
  await finish(history);
  await clock.advance(3_000);
  const ids = await Promise.all(all);
  assert.deepEqual(ids[0], count(1, 5_302));
  assert.deepEqual(ids[1], count(2, 5_302));
  assert.deepEqual(ids[2], count(500, 5_302));
  assert.deepEqual(ids[3], count(3_001, 5_302));
  assert.deepEqual(ids[4], [5_300, 5_301, 5_302]);
  assert.deepEqual(ids[5], [5_301, 5_302]);
});

Deno.test("watchRun: fifty watchers of a run are served by one poller, which ends with the last of them", async () => {
  const clock = manualClock();
  const history = await runOf(3);
  const feed = new RunFeed(history, id, { clock, log: silentLogger, interval: 300 });
  const controllers = Array.from({ length: 50 }, () => new AbortController());
  const watching = controllers.map(({ signal }) => idsOf(watchRun(() => feed, 0, { signal, clock })));
  await settle();
  assert.equal(feed.watchers, 50);
  const before = history.looks;
  await clock.advance(3_000);
  assert.equal(history.looks - before, 10);
  for (const controller of controllers) controller.abort();
  await clock.advance(2_000);
  assert.equal(new Set((await Promise.all(watching)).map((ids) => ids.join())).size, 1);
  assert.equal(feed.watchers, 0);
  const end = history.looks;
  await clock.advance(3_000);
  assert.equal(history.looks, end);
});

Deno.test("watchRun: steps that change say so at most once each second, lines of the log alone never", async () => {
  const clock = manualClock();
  const history = await runOf(1);
  const feed = new RunFeed(history, id, { clock, log: silentLogger, interval: 300 });
  const controller = new AbortController();
  const { signal } = controller;
  const changes: number[] = [];
  const watching = (async () => {
    for await (const batch of watchRun(() => feed, 0, { signal, clock })) {
      if (batch.some(({ event }) => event === "change")) changes.push(clock.now());
    }
  })();
  await settle();
  for (let i = 0; i < 10; i++) {
    await history.write(id, { events: [{ kind: "step_started", step: `s${i}`, attempt: 1, time: 1 }] });
    await clock.advance(300);
  }
  await clock.advance(2_000);
  const steps = changes.length;
  for (let i = 0; i < 5; i++) {
    await history.write(id, { events: [line("only a line")] });
    await clock.advance(1_000);
  }
  assert.equal(changes.length, steps);
  assert.ok(steps >= 3 && steps <= 6, `${steps} changes`);
  for (let i = 1; i < steps; i++) assert.ok(changes[i]! - changes[i - 1]! >= 1_000);
  controller.abort();
  await watching;
});

Deno.test("watchRun: a history that fails for a while is asked again, and nothing is missed", async () => {
  const clock = manualClock();
  const history = await runOf(2);
  let broken = false;
  const flaky = new Proxy(history, {
    get(of, name) {
      if (broken && name === "run") return () => Promise.reject(new Error("gone"));
      const value = Reflect.get(of, name);
      return typeof value === "function" ? value.bind(of) : value;
    },
  });
  const warnings: string[] = [];
  const log = { ...silentLogger, warning: (message: string) => void warnings.push(message) };
  const feed = new RunFeed(flaky, id, { clock, log, interval: 300 });
  const ids = idsOf(watchRun(() => feed, 0, { signal: new AbortController().signal, clock }));
  await settle();
  broken = true;
  await history.write(id, { events: [line("while it was gone")] });
  await clock.advance(1_000);
  broken = false;
  await finish(history);
  await clock.advance(3_000);
  assert.deepEqual(await ids, [1, 2, 3, 4]);
  assert.equal(warnings.length, 1);
});
