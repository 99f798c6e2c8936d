import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";

const hostile = `<img src=x onerror=alert(2)>"'&amp;`;
const noon = Date.UTC(2026, 10, 19, 12);

async function site(given: { readonly readOnly?: boolean } = {}) {
  const backend = await exampleBackend(given);
  const { coordination } = backend.ledger;
  for (let n = 0; n < 5; n++) {
    const actor = n % 2 === 0 ? "ann" : "bob";
    await coordination.audit({
      time: noon + n,
      actor,
      action: "schedule.start",
      target: `nightly_${n}`,
      details: { n },
    });
  }
  await coordination.audit({
    time: noon + 86_400_000,
    actor: "=1+1",
    action: hostile,
    target: hostile,
    details: { outcome: "it answered 404", [hostile]: `canary ${hostile}`, nested: { password: "canary" } },
  });
  const redact = (text: string) => text.replaceAll("canary", "[redacted]");
  const app = createApp({ ...backend, redact }, { checked: true });
  const text = async (path: string) => {
    const response = await app.request(path);
    const found = await response.text();
    assert.equal(response.status, 200, `${path}: ${found.slice(0, 200)}`);
    return found;
  };
  return { app, text };
}

Deno.test("audit: changes are paged by cursor and filtered by who, action, target and time", async () => {
  const { text } = await site();
  interface Found {
    readonly items: readonly { readonly target: string }[];
    readonly next?: number;
  }
  const read = async (query: string): Promise<Found> => JSON.parse(await text(`/api/v1/audit?${query}`));
  const seen: string[] = [];
  for (let cursor = "";;) {
    const { items, next } = await read(`actor=ann&limit=2${cursor}`);
    seen.push(...items.map(({ target }) => target));
    if (next === undefined) break;
    cursor = `&cursor=${next}`;
  }
  assert.deepEqual(seen, ["nightly_4", "nightly_2", "nightly_0"]);
  const targets = async (query: string) => (await read(query)).items.map(({ target }) => target);
  assert.deepEqual(await targets("target=LY_3&action=schedule.start"), ["nightly_3"]);
  assert.deepEqual(await targets(`since=${noon + 1}&until=${noon + 3}`), ["nightly_2", "nightly_1"]);
  const html = await text("/audit?actor=bob&since=2026-11-19&until=2026-11-19");
  assert.deepEqual(["nightly_3", "nightly_2"].map((name) => html.includes(name.replace("_", "_<wbr/>"))), [
    true,
    false,
  ]);
  assert.ok(
    html.includes(`/api/v1/audit/export?actor=bob&amp;since=${Date.UTC(2026, 10, 19)}`),
    "the files are filtered",
  );
  assert.match(await text("/audit?actor=nobody&cursor=x"), /No change is like that/);
});

Deno.test("audit: stored text stays text, secrets are hidden, outcomes are told", async () => {
  const { text } = await site();
  const html = await text("/audit");
  assert.doesNotMatch(html, /<img|canary|\s(style|on\w+)="/i);
  assert.ok(html.includes("it answered 404") && html.includes("done"));
  assert.doesNotMatch(await text("/api/v1/audit"), /canary/);
});

Deno.test("audit: the files have every row; no cell begins like a formula", async () => {
  const { app, text } = await site();
  const csv = await text("/api/v1/audit/export?format=csv");
  const lines = csv.split("\r\n");
  assert.deepEqual([lines[0], lines.length], ["time,actor,action,target,outcome,details", 8]);
  assert.ok(lines[1]!.startsWith(`2026-11-20T12:00:00.000Z,'=1+1,"<img`), lines[1]);
  assert.equal(lines[2], '2026-11-19T12:00:00.004Z,ann,schedule.start,nightly_4,done,"{""n"":4}"');
  const rows = JSON.parse(await text("/api/v1/audit/export?format=json&actor=ann"));
  assert.deepEqual(rows.map(({ details }: { details: { n: number } }) => details.n), [4, 2, 0]);
  assert.deepEqual(JSON.parse(await text("/api/v1/audit/export?format=json&actor=nobody")), []);
  const { headers } = await app.request("/api/v1/audit/export");
  assert.equal(headers.get("content-disposition"), 'attachment; filename="audit_dev.csv"');
});

Deno.test("audit: who is no administrator sees none of it, and no link to it", async () => {
  const { app, text } = await site({ readOnly: true });
  for (const path of ["/audit", "/audit/names", "/audit/export"]) {
    assert.equal((await app.request(`/api/v1${path}`)).status, 403, path);
  }
  assert.match(await text("/audit"), /Only administrators/);
  assert.doesNotMatch(await text("/health"), /href="\/audit"/);
});

Deno.test("audit: before anything was changed the page says so", async () => {
  const app = createApp(await exampleBackend(), { checked: true });
  assert.match(await (await app.request("/audit")).text(), /Nothing was changed yet/);
});

Deno.test("audit: changes through the server tell the address that they came from", async () => {
  const backend = await exampleBackend();
  const app = createApp(backend, { checked: true });
  const init = {
    ...{ method: "PUT", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ kind: "all", limit: 2 }),
  };
  assert.equal((await app.request("/api/v1/queue/limits", init, { address: "192.0.2.7" })).status, 200);
  const [row] = await backend.ledger.coordination.audits();
  assert.deepEqual(row?.details, { limit: 2, before: 4, address: "192.0.2.7" });
});
