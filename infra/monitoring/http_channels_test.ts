import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { manualClock } from "../clock.ts";
import { DeliveryError } from "./alert.ts";
import { alertmanagerAlerts, alertmanagerChannel } from "./alertmanager.ts";
import { postJson } from "./http_post.ts";
import { slackChannel, slackMessage } from "./slack.ts";
import { exampleAlert, fakeServer } from "./test_servers.ts";
import { webhookChannel } from "./webhook.ts";

const canary = "canary-9f3c";

async function refusal(work: Promise<unknown>): Promise<DeliveryError> {
  const error = await work.then(() => undefined, (error) => error);
  assert.ok(error instanceof DeliveryError, String(error));
  assert.ok(!`${error.message}${error.stack}${Deno.inspect(error)}`.includes(canary), "an error shows a secret");
  return error;
}

Deno.test("slackMessage: header, text, facts and a context that is never empty", () => {
  const context = "<!date^1767323045^{date_short_pretty} {time_secs}|2026-01-02T03:04:05.000Z>";
  assert.deepEqual(slackMessage(exampleAlert), {
    text: "ERROR: weather failed in prod",
    blocks: [
      { type: "header", text: { type: "plain_text", text: ":rotating_light: weather failed in prod", emoji: true } },
      { type: "section", text: { type: "mrkdwn", text: 'Cannot read "a&lt;b&gt;.csv": it is empty' } },
      {
        type: "section",
        fields: [{ type: "mrkdwn", text: "*run*\nr1" }, { type: "mrkdwn", text: "*first seen*\nnow &amp; then" }],
      },
      {
        type: "context",
        elements: [
          { type: "mrkdwn", text: `ERROR · ${context}` },
          { type: "mrkdwn", text: "<https://ui.example/runs/r1|Open the run>" },
        ],
      },
    ],
  });
});

Deno.test("slackMessage: nothing is longer than Slack takes, nothing is empty", () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ name: `n${i}`, value: i === 3 ? " " : "&".repeat(5_000) }));
  const { link: _, ...bare } = exampleAlert;
  const message = slackMessage({ ...bare, title: "t".repeat(999), text: "😀".repeat(9_000), facts: many });
  const texts: string[] = [];
  JSON.stringify(message, (key, value) => {
    if (key === "text" && typeof value === "string") texts.push(value);
    return value;
  });
  const blocks = message["blocks"] as readonly { readonly type: string; readonly fields?: readonly unknown[] }[];
  assert.deepEqual(blocks.map(({ type }) => type), ["header", "section", "section", "context"]);
  assert.equal(blocks[2]!.fields!.length, 10);
  assert.ok(texts.every((text) => text.trim() !== "" && text.length <= 3_000 && text.isWellFormed()));
  assert.equal(slackMessage({ ...bare, text: "", facts: [] })["blocks"] instanceof Array, true);
});

Deno.test("slackChannel: the message is posted to the secret address", async () => {
  await using server = fakeServer(() => new Response("ok"));
  await slackChannel("ops", `${server.url}/services/${canary}`).send(exampleAlert);
  const [one] = server.received;
  assert.equal(one!.path, `/services/${canary}`);
  assert.deepEqual(JSON.parse(one!.body), slackMessage(exampleAlert));
  assert.equal(one!.headers.get("content-type"), "application/json");
});

Deno.test("webhookChannel: the signature is that of time and body, as another program computes it", async () => {
  await using server = fakeServer(() => new Response(null, { status: 204 }));
  const clock = manualClock(1_767_323_099_999);
  await webhookChannel("hook", server.url, { secret: canary, clock }).send(exampleAlert);
  const { headers, body } = server.received[0]!;
  const expected = createHmac("sha256", canary).update(`1767323099.${body}`).digest("hex");
  assert.equal(headers.get("alert-signature"), `t=1767323099,v1=${expected}`);
  assert.equal(headers.get("alert-id"), "r1-run_failed");
  assert.deepEqual(JSON.parse(body), { ...exampleAlert, time: "2026-01-02T03:04:05.000Z" });
});

Deno.test("alertmanagerAlerts: a list whose end has the labels of its begin", () => {
  const [begin] = alertmanagerAlerts(exampleAlert, 3_600_000);
  assert.deepEqual(begin, {
    labels: { alertname: "run_failed", job: "weather", severity: "error" },
    annotations: {
      summary: "weather failed in prod",
      description: 'Cannot read "a<b>.csv": it is empty',
      run: "r1",
      first_seen: "now & then",
    },
    startsAt: "2026-01-02T03:04:05.000Z",
    endsAt: "2026-01-02T04:04:05.000Z",
    generatorURL: "https://ui.example/runs/r1",
  });
  const [end] = alertmanagerAlerts({ ...exampleAlert, resolved: true }, 3_600_000);
  assert.deepEqual([end!["labels"], end!["endsAt"]], [begin["labels"], "2026-01-02T03:04:05.000Z"]);
});

Deno.test("alertmanagerChannel: version 2 of the API, with user and password as a header", async () => {
  await using server = fakeServer(() => new Response("{}"));
  const url = server.url.replace("//", `//ann:${canary}%40@`);
  await alertmanagerChannel("am", `${url}/`).send(exampleAlert);
  const { path, headers, body } = server.received[0]!;
  assert.equal(path, "/api/v2/alerts");
  assert.equal(headers.get("authorization"), `Basic ${btoa(`ann:${canary}@`)}`);
  assert.ok(Array.isArray(JSON.parse(body)));
});

Deno.test("postJson: what may pass is told from what never will, without the address", async () => {
  const answers: readonly [number, boolean][] = [[500, false], [503, false], [429, false], [408, false], [404, true], [
    400,
    true,
  ]];
  for (const [status, permanent] of answers) {
    await using server = fakeServer(() => new Response(canary, { status, headers: { "retry-after": "7" } }));
    const error = await refusal(postJson({ url: `${server.url}/${canary}`, body: "{}" }));
    assert.deepEqual([error.message, error.permanent, error.retryAfter], [`it answered ${status}`, permanent, 7_000]);
  }
  const bad = await refusal(postJson({ url: `file:///${canary}`, body: "{}" }));
  assert.equal(bad.permanent, true);
});

Deno.test("postJson: redirects are followed on the same host only", async () => {
  await using other = fakeServer(() => new Response("ok"));
  await using server = fakeServer(({ path }) => {
    const to = path === "/away" ? `${other.url}/stolen` : path === "/loop" ? "/loop" : "/there";
    return path === "/there" ? new Response("ok") : new Response(null, { status: 307, headers: { location: to } });
  });
  await postJson({ url: `${server.url}/here`, body: '{"a":1}' });
  assert.deepEqual(server.received.map(({ path, body }) => [path, body]), [["/here", '{"a":1}'], [
    "/there",
    '{"a":1}',
  ]]);
  for (const path of ["/away", "/loop"]) {
    const error = await refusal(postJson({ url: server.url + path, body: "{}" }));
    assert.deepEqual([error.message, error.permanent], ["it answered 307, a redirect that is not followed", true]);
  }
  assert.deepEqual(other.received, []);
});

Deno.test("postJson: a server that says nothing is given up at its time", async () => {
  const clock = manualClock();
  const open = Promise.withResolvers<Response>();
  const arrived = Promise.withResolvers<void>();
  await using server = fakeServer(() => {
    arrived.resolve();
    return open.promise;
  });
  const sent = refusal(postJson({ url: `${server.url}/${canary}`, body: "{}" }, { clock, timeout: 3_000 }));
  await arrived.promise;
  await clock.advance(3_000);
  const error = await sent;
  assert.deepEqual([error.message, error.permanent], ["it did not answer within 3 s", false]);
  open.resolve(new Response());
  assert.equal(clock.sleepers, 0);
});

Deno.test("postJson: a closed connection and a port without listener are told in own words", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const closing = (async () => {
    for await (const conn of listener) conn.close();
  })().catch(() => undefined);
  const cut = await refusal(postJson({ url: `http://127.0.0.1:${port}/${canary}`, body: "{}" }));
  assert.equal(cut.message, "the connection ended before it answered");
  listener.close();
  await closing;
  const none = await refusal(postJson({ url: `http://127.0.0.1:${port}/${canary}`, body: "{}" }));
  assert.equal(none.message, "nothing listens at its address");
});
