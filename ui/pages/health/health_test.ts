import assert from "node:assert/strict";
import type { z } from "zod";
import { Problem } from "../../../infra/errors.ts";
import { defineSchedule, judgeAll, type Ledger } from "../../../pipeline/engine/mod.ts";
import { judgeSettings } from "../../../pipeline/mod.ts";
import type { healthReportSchema } from "../../api/health/endpoints.ts";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";
import { recordRun } from "../../testing/example.ts";

const hostile = `<img src=x onerror=alert(2)>"'&amp;`;

async function report(backend: Backend): Promise<z.output<typeof healthReportSchema>> {
  const response = await createApp(backend, { checked: true }).request("/api/v1/health/report");
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

async function page(backend: Backend): Promise<string> {
  const response = await createApp(backend, { checked: true }).request("/health");
  assert.equal(response.status, 200);
  return await response.text();
}

/** A backend whose folders are one that exists. */
async function healthy() {
  const folder = await Deno.makeTempDir();
  const bare = await exampleBackend();
  const { settings } = bare;
  const paths = Object.fromEntries(Object.keys(settings.paths).map((name) => [name, folder])) as typeof settings.paths;
  const history = { kind: "sqlite", path: `${folder}/history.sqlite` } as typeof settings.history;
  return {
    backend: {
      ...bare,
      settings: { ...settings, paths, history, engine: { ...settings.engine, temp_directory: folder } },
    },
    folder,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("health: a worker with a sign of life and folders that are there stand well", async () => {
  await using place = await healthy();
  const { ledger, clock } = place.backend;
  await ledger.coordination.workers.seen({ name: hostile, startedAt: 1, seenAt: clock.now(), slots: 2 });
  const found = await report(place.backend);
  const bad = found.checks.filter(({ name, state }) => state !== "ok" && !name.startsWith("Folder"));
  assert.deepEqual(bad, []);
  assert.equal(found.workers[0]!.alive, true);
  assert.deepEqual([found.history?.kind, found.history!.schema > 10, found.queue?.limit], ["sqlite", true, 4]);
  const html = await page(place.backend);
  assert.doesNotMatch(html, /<img|\sstyle="/);
  assert.ok(html.includes("1 process with a sign of life"));
});

Deno.test("health: what does not stand well comes first, with since when and what to do", async () => {
  await using place = await healthy();
  const { backend, folder } = place;
  const { ledger, clock, settings } = backend;
  const now = clock.now();
  await ledger.coordination.workers.seen({ name: "gone", startedAt: 1, seenAt: now - 60_000 });
  const state = { asset: hostile, status: "late", since: now - 5_000, deadline: now - 5_000, checkedAt: now } as const;
  await ledger.freshness.put(state);
  await ledger.outbox.put([{ key: "k", channel: "ops", body: "{}" }], now);
  await ledger.outbox.failed((await ledger.outbox.claim("ops", now, now + 1))!, { error: "no", time: now });
  const schedule = defineSchedule({ name: "nightly", job: "orders_job", cron: "0 3 * * *", description: "At night." });
  const project = { ...backend.project, schedules: new Map([[schedule.name, schedule]]) };
  const tick = (time: number, outcome: "failed" | "launched", message: string) =>
    ledger.coordination.automation.commitTick({
      ...{ kind: "schedule", name: "nightly", time, startedAt: time, endedAt: time, outcome, message },
    }, []);
  await ledger.coordination.automation.setRunning("schedule", "nightly", true, 0);
  await tick(now - 400, "launched", "");
  await tick(now - 300, "failed", "first");
  await tick(now - 200, "failed", hostile);
  const paths = { ...settings.paths, raw: `${folder}/none` };
  const seen = { ...backend, project, settings: { ...settings, paths } };
  const { checks, state: worst } = await report(seen);
  assert.equal(worst, "failing");
  const by = (name: string) => checks.find((check) => check.name === name)!;
  assert.deepEqual([by("Workers").state, by("Workers").since], ["warning", now - 60_000]);
  assert.match(by("Workers").remedy ?? "", /clustering daemon --env dev/);
  assert.deepEqual([by("Freshness").state, by("Freshness").since], ["failing", now - 5_000]);
  assert.equal(by("Messages").link, "/alerts?state=dead");
  assert.deepEqual([by("Folder raw").state, by("Folder raw").detail], ["failing", `${folder}/none does not exist`]);
  assert.deepEqual([by("Schedule nightly").since, by("Schedule nightly").detail], [
    now - 300,
    `its last 2 ticks failed: ${hostile}`,
  ]);
  const order = checks.map((check) => check.state).filter((one, i, all) => one !== all[i - 1]);
  assert.deepEqual(order.slice(0, 3), ["failing", "warning", "ok"]);
  assert.doesNotMatch(await page(seen), /<img/);
});

Deno.test("health: a schedule whose time has passed unseen is late", async () => {
  const backend = await exampleBackend();
  const { ledger, clock } = backend;
  const schedule = defineSchedule({ name: "hourly", job: "orders_job", cron: "0 * * * *", description: "Often." });
  const project = { ...backend.project, schedules: new Map([[schedule.name, schedule]]) };
  await ledger.coordination.automation.setRunning("schedule", "hourly", true, clock.now() - 1);
  await clock.advance(100_000);
  const late = async () =>
    (await report({ ...backend, project })).checks.find(({ name }) => name === "Schedule hourly")?.since;
  assert.equal(await late(), undefined);
  const due = Date.UTC(2026, 10, 20, 5);
  await clock.advance(100_000);
  assert.equal(await late(), due);
});

Deno.test("health: a history that does not answer is told, with its secrets hidden", async () => {
  await using place = await healthy();
  const { backend } = place;
  const broken = () => Promise.reject(new Problem("unexpected", "Cannot read: canary is gone"));
  const figures = { ...backend.ledger.figures, storage: broken } as Ledger["figures"];
  const redact = (text: string) => text.replaceAll("canary", "[redacted]");
  const seen = { ...backend, ledger: { ...backend.ledger, figures }, redact };
  const { checks, queue, state } = await report(seen);
  assert.deepEqual([state, checks[0]!.detail, queue], [
    "failing",
    "it does not answer: Cannot read: [redacted] is gone",
    undefined,
  ]);
  assert.match(await page(seen), /does not answer/);
});

Deno.test("health: the top of each page tells how it stands and how many alerts fire", async () => {
  await using place = await healthy();
  const { backend } = place;
  const { ledger, clock, settings } = backend;
  const channels = { ops: { kind: "slack", url: "https://hooks.example/a", timeout_seconds: 10 } } as const;
  const alerts = { ...settings.alerts, channels, rules: [{ ...settings.alerts.rules[0]!, channels: ["ops"] }] };
  const seen = { ...backend, settings: { ...settings, alerts } };
  await ledger.coordination.workers.seen({ name: "w", startedAt: 1, seenAt: clock.now() });
  await ledger.outbox.judge("start", 0, []);
  const app = createApp(seen, { checked: true });
  const top = async (path: string) => {
    const html = await (await app.request(path)).text();
    return /<span class="standing" data-live="standing">[^]*?<\/header>/.exec(html)![0];
  };
  assert.match(await top("/runs"), /<a href="\/alerts"[^>]*aria-label="Alerts: none is firing"/);
  const at = clock.now() - 60_000;
  await recordRun(ledger.history, { at, status: "failure", steps: [{ asset: "customers", seconds: 1 }] });
  await judgeAll(ledger, {
    ...judgeSettings(seen.settings, { environment: "dev", redact: (text) => text }),
    clock,
  });
  await ledger.coordination.workers.seen({ name: "w", startedAt: 1, seenAt: clock.now() + 5_000 });
  assert.match(await top("/runs"), /none is firing/, "asked again within seconds, the answer is the same");
  await clock.advance(5_000);
  const late = await top("/");
  assert.match(late, /aria-label="Alerts: 1 firing"/);
  assert.match(late, /<a href="\/health"[^>]*aria-label="Health: /);
});

Deno.test("health: slow statements are listed, and diagnostics are one file without secrets", async () => {
  await using place = await healthy();
  const { backend } = place;
  const slow = [{ sql: "SELECT '<b>canary'", count: 3, worst: 250, last: 5 }];
  const ledger = { ...backend.ledger, slowQueries: () => slow };
  const redact = (text: string) => text.replaceAll("canary", "[redacted]");
  const error = { name: "Problem", kind: "data" as const, message: "canary is gone", causes: [] };
  await recordRun(ledger.history, {
    ...{ at: backend.clock.now() - 60_000, status: "failure", steps: [{ asset: "customers", seconds: 1 }], error },
  });
  const seen = { ...backend, ledger, redact };
  const html = await page(seen);
  assert.ok(html.includes("[redacted]") && html.includes("250 ms") && !html.includes("<b>"));
  const response = await createApp(seen, { checked: true }).request("/api/v1/health/diagnostics.json");
  assert.match(
    response.headers.get("content-disposition") ?? "",
    /^attachment; filename="diagnostics-dev-[\dT]+Z\.json"$/,
  );
  const text = await response.text();
  const { failed, health, project, configuration } = JSON.parse(text);
  assert.ok(!text.includes("canary"));
  assert.deepEqual([failed.length, failed[0].error.message], [1, "[redacted] is gone"]);
  assert.deepEqual([health.slowQueries.length, project.jobs.length, configuration.length > 10], [1, 2, true]);
  const viewer = createApp({ ...seen, readOnly: true });
  assert.equal((await viewer.request("/api/v1/health/diagnostics.json")).status, 403);
});
