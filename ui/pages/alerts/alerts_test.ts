import assert from "node:assert/strict";
import type { Alert } from "../../../infra/monitoring/mod.ts";
import { judgeAll } from "../../../pipeline/engine/mod.ts";
import { judgeSettings, type Settings } from "../../../pipeline/mod.ts";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { exampleBackend } from "../../testing/backend.ts";
import { recordRun } from "../../testing/example.ts";

const hostile = `<img src=x onerror=alert(2)>"'&amp;`;
const secret = "https://hooks.example/canary-77";
const json = { "content-type": "application/json" };
const channels: Settings["alerts"]["channels"] = {
  ops: { kind: "slack", url: secret, timeout_seconds: 10 },
  mail: {
    ...{ kind: "email", host: "mail.example", port: 587, security: "tls", user: "u", password: "canary-78" },
    ...{ from: "a@shop.example", to: [`${hostile}@shop.example`], timeout_seconds: 10 },
  },
};

/** A server with two channels and one rule that is mute on Saturdays. */
async function alertBackend(given: Pick<Partial<Backend>, "readOnly"> = {}) {
  const bare = await exampleBackend(given);
  const [rule] = bare.settings.alerts.rules;
  const mute = [{ days: ["sat" as const], from: "00:00", to: "23:59", time_zone: "UTC" }];
  const rules = [{ ...rule!, channels: ["ops"], mute, jobs: [hostile, "orders_*"], text: hostile }];
  const alerts = { ...bare.settings.alerts, channels, rules };
  return { ...bare, settings: { ...bare.settings, alerts } };
}

async function asked(app: ReturnType<typeof createApp>, path: string) {
  const response = await app.request(path);
  const text = await response.text();
  assert.equal(response.status, 200, `${path}: ${text.slice(0, 300)}`);
  return text;
}

async function read<Value>(app: ReturnType<typeof createApp>, path: string): Promise<Value> {
  return JSON.parse(await asked(app, `/api/v1${path}`));
}

function alert(title: string): string {
  const facts = [{ name: "run", value: "r1" }];
  const told: Alert = {
    id: "a",
    event: "run_failed",
    level: "error",
    resolved: false,
    title,
    text: hostile,
    time: 1,
    labels: {},
    facts,
  };
  return JSON.stringify(told);
}

Deno.test("alerts: without a channel the page says how to name one, and a test is refused", async () => {
  const app = createApp(await exampleBackend(), { checked: true });
  const html = await asked(app, "/alerts");
  for (const part of ["nobody is told of failures", "SLACK_URL", "nothing happened that a rule tells of"]) {
    assert.ok(html.includes(part), part);
  }
  const refused = await app.request("/api/v1/alerts/channels/ops/test", { method: "POST", headers: json, body: "{}" });
  assert.equal(refused.status, 400);
  assert.match((await refused.json()).detail, /no channel is called "ops"/);
});

Deno.test("alerts: channels, rules, what was told and messages are shown; stored text stays text, secrets stay secret", async () => {
  const backend = await alertBackend();
  const { ledger, clock } = backend;
  await ledger.outbox.judge("start", 0, []);
  const error = { name: "Problem", kind: "data" as const, message: `${hostile} ${secret}`, causes: [] };
  await recordRun(ledger.history, {
    at: clock.now() - 60_000,
    status: "failure",
    steps: [{ asset: "customers", seconds: 1 }],
    error,
  });
  const redact = (text: string) => text.replaceAll(secret, "[redacted]");
  await judgeAll(ledger, { ...judgeSettings(backend.settings, { environment: "dev", redact }), clock });
  await ledger.outbox.put([{ key: "k", channel: hostile, body: alert(hostile) }], clock.now());
  const taken = await ledger.outbox.claim(hostile, clock.now(), clock.now() + 1);
  await ledger.outbox.failed(taken!, { error: hostile, time: clock.now() });
  const app = createApp({ ...backend, redact }, { checked: true });
  const pages = await Promise.all(
    ["/alerts", "/alerts?state=dead", "/alerts?channel=ops&state=waiting"].map((one) => asked(app, one)),
  );
  for (const html of pages) {
    assert.doesNotMatch(html, /<img|canary/);
    assert.doesNotMatch(html, /\s(style|on\w+)="/i);
  }
  for (
    const part of ["1 message could not be delivered", "run failed", "_<wbr/>job", "the configuration has it no more"]
  ) {
    assert.ok(pages[0]!.includes(part), part);
  }
  const answers = await Promise.all(
    ["/alerts", "/alerts/told", "/alerts/deliveries"].map((one) => asked(app, `/api/v1${one}`)),
  );
  for (const text of answers) assert.ok(!text.includes("canary"), text);
  const { items } = JSON.parse(answers[1]!);
  const [{ quietUntil, time, ...told }] = items;
  assert.deepEqual([items.length, told], [1, {
    rule: "default",
    event: "run_failed",
    name: "orders_job",
    open: true,
    suppressed: 0,
  }]);
  assert.equal(quietUntil, time + 3_600_000);
  const [rule] = JSON.parse(answers[0]!).rules;
  assert.equal(rule.muted, false);
  await clock.advance(86_400_000);
  assert.equal((await read<{ rules: { muted: boolean }[] }>(app, "/alerts")).rules[0]!.muted, true);
});

Deno.test("alerts: messages are paged by cursor, newest first, filtered by state and channel", async () => {
  const backend = await alertBackend();
  const { outbox } = backend.ledger;
  const messages = Array.from({ length: 7 }, (_, i) => ({
    key: `k${i}`,
    channel: i % 2 === 0 ? "ops" : "mail",
    body: alert(`number ${i}`),
  }));
  await outbox.put(messages, 1);
  const app = createApp(backend, { checked: true });
  interface Found {
    readonly items: readonly { readonly title: string }[];
    readonly next?: number;
  }
  const seen: string[] = [];
  for (let cursor: number | undefined = 100; cursor !== undefined;) {
    const found: Found = await read(app, `/alerts/deliveries?channel=ops&state=waiting&limit=2&cursor=${cursor}`);
    seen.push(...found.items.map(({ title }) => title));
    cursor = found.next;
  }
  assert.deepEqual(seen, ["number 6", "number 4", "number 2", "number 0"]);
  assert.deepEqual((await read<Found>(app, "/alerts/deliveries?state=dead")).items, []);
  const wrong = await app.request("/api/v1/alerts/deliveries?cursor=x");
  assert.equal(wrong.status, 400);
  assert.match(await asked(app, "/alerts?cursor=x"), /number 6/);
});

Deno.test("alerts: dead messages are tried again or dropped, with a row in the audit; others are left alone", async () => {
  const backend = await alertBackend();
  const { outbox, coordination } = backend.ledger;
  await outbox.put(["a", "b", "c"].map((key) => ({ key, channel: "ops", body: alert(key) })), 1);
  for (let i = 0; i < 3; i++) {
    const one = await outbox.claim("ops", 1, 2);
    await outbox.failed(one!, { error: "it answered 404", time: 2 });
  }
  const app = createApp(backend, { checked: true });
  const send = async (method: string, path: string) =>
    (await app.request(`/api/v1/alerts/deliveries${path}`, { method, headers: json, body: "{}" })).status;
  assert.equal(await send("POST", "/2/retry"), 200);
  assert.equal(await send("POST", "/2/retry"), 409);
  assert.equal(await send("DELETE", "/2"), 409);
  assert.equal(await send("DELETE", "/99"), 409);
  assert.equal(await send("DELETE", "/1"), 200);
  assert.equal(await send("POST", "/retry"), 200);
  assert.equal(await send("DELETE", ""), 200);
  assert.deepEqual((await outbox.list()).map(({ id, state }) => [id, state]), [[3, "waiting"], [2, "waiting"]]);
  assert.deepEqual((await coordination.audits()).map(({ action, target, details }) => [action, target, details]), [
    ["alert.drop", "all", { messages: 0 }],
    ["alert.retry", "all", { messages: 1 }],
    ["alert.drop", "1", { messages: 1 }],
    ["alert.retry", "2", { messages: 1 }],
  ]);
});

Deno.test("alerts: a test message goes out at once; a refusal says why; both leave a row in the audit", async () => {
  const received: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => undefined }, async (request) => {
    received.push((await request.json()).text);
    return new Response("no", { status: received.length === 1 ? 200 : 404 });
  });
  const bare = await alertBackend();
  const url = `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}/canary`;
  const alerts = { ...bare.settings.alerts, channels: { ops: { kind: "slack" as const, url, timeout_seconds: 10 } } };
  const backend = { ...bare, settings: { ...bare.settings, alerts } };
  const app = createApp(backend, { checked: true });
  const test = () => app.request("/api/v1/alerts/channels/ops/test", { method: "POST", headers: json, body: "{}" });
  assert.equal((await test()).status, 200);
  assert.match(received[0]!, /Test message of dev/);
  const refused = await test();
  assert.equal(refused.status, 409);
  const { detail } = await refused.json();
  assert.equal(detail, 'Cannot send a test message to "ops": it answered 404');
  const audits = await backend.ledger.coordination.audits();
  assert.deepEqual(audits.map(({ action, target, details }) => [action, target, details["outcome"]]), [
    ["alert.test", "ops", "it answered 404"],
    ["alert.test", "ops", "taken"],
  ]);
  assert.deepEqual(await backend.ledger.outbox.list(), []);
  await server.shutdown();
});

Deno.test("alerts: who may only look gets no buttons and is refused", async () => {
  const backend = await alertBackend({ readOnly: true });
  const app = createApp(backend, { checked: true });
  assert.doesNotMatch(await asked(app, "/alerts"), /data-action/);
  for (
    const [method, path] of [["POST", "channels/ops/test"], ["POST", "deliveries/retry"], ["DELETE", "deliveries"]]
  ) {
    const response = await app.request(`/api/v1/alerts/${path}`, { method: method!, headers: json, body: "{}" });
    assert.equal(response.status, 403, path);
  }
});
