import assert from "node:assert/strict";
import { manualClock } from "../infra/clock.ts";
import { type History, memoryHistory, type RunEventBody } from "../pipeline/engine/mod.ts";
import { exampleProject, recordRun } from "./testing/example.ts";
import { eventPage, overview, runPage } from "./run_queries.ts";

const line = (level: string, step?: string): RunEventBody => ({
  kind: "log",
  level,
  message: "m",
  fields: {},
  ...(step === undefined ? {} : { step }),
});

async function withEvents(events: readonly RunEventBody[]): Promise<{ history: History; run: string }> {
  const history = memoryHistory();
  const run = "r";
  await history.createRun({
    id: run,
    job: "j",
    environment: "dev",
    status: "running",
    tags: {},
    request: {},
    createdAt: 0,
  });
  await history.write(run, { events: events.map((event) => ({ ...event, time: 0 })) });
  return { history, run };
}

Deno.test("eventPage: pages follow each other without gap or repetition, for any length", async () => {
  for (const length of [0, 1, 2, 255, 256, 257, 511, 1000, 1001, 2500]) {
    const { history, run } = await withEvents(Array.from({ length }, () => line("info")));
    const seen: number[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page: Awaited<ReturnType<typeof eventPage>> = await eventPage(history, run, { after, limit: 300 });
      assert.equal(page.last, length);
      seen.push(...page.items.map((event) => event.sequence));
      after = page.next;
    }
    assert.deepEqual(seen, Array.from({ length }, (_, i) => i + 1));
  }
});

Deno.test("eventPage: events that are gone end the page instead of being waited for", async () => {
  const { history, run } = await withEvents([line("info"), line("info"), line("info")]);
  const events: History["events"] = async (id, filter) =>
    (await history.events(id, filter)).filter(({ sequence }) => sequence < 3);
  const lossy = { lastSequence: () => Promise.resolve(3), events } as Partial<History> as History;
  const page = await eventPage(lossy, run, {});
  assert.deepEqual([page.items.length, page.next, page.last], [2, undefined, 3]);
});

Deno.test("eventPage: filters by level and step, and goes on where the page was full", async () => {
  const { history, run } = await withEvents([
    line("debug"),
    line("warning", "a"),
    line("error", "b"),
    line("info", "a"),
    line("error", "a"),
  ]);
  const sequences = async (query: Parameters<typeof eventPage>[2]) =>
    (await eventPage(history, run, query)).items.map((event) => event.sequence);
  assert.deepEqual(await sequences({ level: "warning" }), [2, 3, 5]);
  assert.deepEqual(await sequences({ step: "a" }), [2, 4, 5]);
  assert.deepEqual(await sequences({ step: "a", level: "error" }), [5]);
  const first = await eventPage(history, run, { level: "warning", limit: 2 });
  assert.equal(first.next, 4);
  assert.deepEqual(await sequences({ level: "warning", limit: 2, after: 4 }), [5]);
});

Deno.test("eventPage: a rare match is searched for in bounded steps", async () => {
  const { history, run } = await withEvents([...Array.from({ length: 12_000 }, () => line("info")), line("error")]);
  const first = await eventPage(history, run, { level: "error" });
  assert.deepEqual([first.items.length, first.next], [0, 10_000]);
  const second = await eventPage(history, run, { level: "error", after: 10_000 });
  assert.deepEqual([second.items.length, second.next], [1, undefined]);
});

Deno.test("eventPage: newest starts one page before the end", async () => {
  const { history, run } = await withEvents(Array.from({ length: 30 }, () => line("info")));
  const page = await eventPage(history, run, { after: "newest", limit: 10 });
  assert.deepEqual([page.after, page.items.at(0)?.sequence, page.items.at(-1)?.sequence], [20, 21, 30]);
});

const error = { name: "Error", message: "m", kind: "data", causes: [] };
const steps = [{ asset: "customers", seconds: 1 }];

Deno.test("overview: a job fails as long as its newest finished run failed", async () => {
  const history = memoryHistory();
  const source = { history, project: exampleProject(), clock: manualClock(9_000_000) };
  await recordRun(history, { at: 1_000_000, job: "letter_job", status: "failure", steps, error });
  await recordRun(history, { at: 2_000_000, status: "failure", steps, error });
  await recordRun(history, { at: 3_000_000, status: "canceled", steps });
  await recordRun(history, { at: 4_000_000, job: "letter_job", status: "success", steps });
  await recordRun(history, { at: 5_000_000, status: "running", steps });
  const { failing, live, never } = await overview(source);
  assert.deepEqual(failing.map((run) => [run.job, run.startedAt]), [["orders_job", 2_000_000]]);
  assert.deepEqual(live.map((run) => run.startedAt), [5_000_000]);
  assert.deepEqual(never.map((asset) => asset.name).sort(), [
    "clean_orders",
    "orders_by_region",
    "reports/quarterly_letter",
    "summary",
  ]);
});

Deno.test("runPage: the next page starts behind the last run of this one; the last page has none", async () => {
  const history = memoryHistory();
  const source = { history, project: exampleProject(), clock: manualClock(9_000_000) };
  for (let at = 1; at <= 5; at++) await recordRun(history, { at: at * 1_000_000, status: "success", steps });
  const times = (page: Awaited<ReturnType<typeof runPage>>) => page.items.map((run) => run.createdAt / 1_000_000);
  const first = await runPage(source, { limit: 3 });
  assert.deepEqual(times(first), [5, 4, 3]);
  const second = await runPage(source, { limit: 3, before: first.next! });
  assert.deepEqual([times(second), second.next], [[2, 1], undefined]);
});
