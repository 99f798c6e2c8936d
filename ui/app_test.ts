import assert from "node:assert/strict";
import type { Hono } from "hono";
import { manualClock } from "../infra/clock.ts";
import { silentLogger } from "../infra/log.ts";
import { createApp } from "./app.tsx";
import type { Backend } from "./backend.ts";
import { exampleBackend } from "./testing/backend.ts";
import { type ExampleRun, exampleRunId, recordRun } from "./testing/example.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 20, 2);
const steps = [
  { asset: "raw_orders", seconds: 4 },
  { asset: "customers", seconds: 1 },
  { asset: "clean_orders", seconds: 12 },
];
const hostile = `</title><script>alert(1)</script>"'<img src=x onerror=alert(2)>&amp;`;
const error = {
  name: "Problem",
  kind: "data",
  message: `Cannot read ${hostile}`,
  place: `orders.csv:3:${hostile}`,
  remedy: `Look at ${hostile}`,
  causes: [hostile],
  stack: `at ${hostile}`,
};
const failedRun: ExampleRun = {
  at: start + hour,
  status: "failure",
  steps,
  error,
  tags: { [hostile]: hostile },
  log: [{ kind: "log", level: "warning", message: hostile, fields: { [hostile]: [hostile, { [hostile]: hostile }] } }],
  checks: [{
    check: hostile,
    severity: "warn",
    passed: false,
    message: hostile,
    figures: { [hostile]: hostile },
    samples: [{ [hostile]: hostile }],
  }],
};

async function exampleApp(given: Partial<Backend> = {}): Promise<Hono> {
  const backend = await bareBackend(given);
  const { history } = backend.ledger;
  await recordRun(history, {
    at: start,
    status: "success",
    steps: [...steps, { asset: "orders_by_region", partition: hostile, seconds: 1 }],
  });
  await recordRun(history, failedRun);
  await recordRun(history, { at: start + 2 * hour, job: hostile, status: "running", steps });
  return appOf(backend);
}

function bareBackend(given: Partial<Backend> = {}): Promise<Backend> {
  return exampleBackend({ environment: hostile, ...given, clock: manualClock(start + 3 * hour) });
}

function appOf(backend: Backend): Hono {
  return createApp(backend, { timeZone: "Europe/Berlin", checked: true });
}

async function text(app: Hono, path: string): Promise<string> {
  const response = await app.request(path);
  assert.equal(response.status, 200, path);
  return await response.text();
}

/** Addresses of this server that a page names. */
function linksOf(html: string): readonly string[] {
  const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => (match[1] ?? "").replaceAll("&amp;", "&"));
  return links.filter((link) => !link.startsWith("#")).map((link) => link.split("#")[0] ?? "");
}

/** Every page that can be reached from the first one. */
async function crawl(app: Hono): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const waiting = ["/"];
  const variants = new Map<string, number>();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (pages.has(path)) continue;
    // A page can have as many states as there are times: some of each are enough.
    const [name = ""] = path.split("?");
    variants.set(name, (variants.get(name) ?? 0) + 1);
    if (variants.get(name)! > 8) continue;
    const response = await app.request(path);
    assert.equal(response.status, 200, `${path} answers`);
    const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
    pages.set(path, isPage ? await response.text() : "");
    if (isPage) waiting.push(...linksOf(pages.get(path) ?? ""));
  }
  return pages;
}

Deno.test("createApp: every link of every page leads to something", async () => {
  const pages = await crawl(await exampleApp());
  const failed = `/runs/${exampleRunId(failedRun.at)}`;
  for (const path of ["/runs", "/assets", "/jobs", "/jobs/orders_job", "/assets/reports%2Fquarterly_letter", failed]) {
    assert.ok(pages.has(path), `${path} is linked`);
  }
});

Deno.test("createApp: stored text with HTML in it stays text on every page", async () => {
  for (const [path, html] of await crawl(await exampleApp())) {
    assert.doesNotMatch(
      html,
      /<script(?! type="module" src="\/static\/\w+\/js\/main\.js"><\/script>)|<img|onerror=alert\(2\)>/i,
      path,
    );
    assert.doesNotMatch(html, /\s(style|on\w+)="/i, `${path} has nothing inline`);
    assert.doesNotMatch(html, /<style/i, path);
  }
});

Deno.test("createApp: a page without any run says how to start one", async () => {
  const app = appOf(await bareBackend());
  assert.match(await text(app, "/"), /clustering run orders_job --env/);
  for (const path of ["/runs", "/assets", "/jobs", "/jobs/orders_job"]) await text(app, path);
  await crawl(app);
});

Deno.test("createApp: a failed run shows cause, place, remedy and how to go on, but its stack only in the log", async () => {
  const html = await text(await exampleApp(), `/runs/${exampleRunId(failedRun.at)}`);
  const [above, log] = html.split('id="log"');
  for (const part of ["clean_orders failed", "Cannot read", "orders.csv:3:", "Look at", "--from-failure"]) {
    assert.ok(above?.includes(part), part);
  }
  assert.equal(above?.includes("at &lt;/title&gt;"), true);
  assert.doesNotMatch(above ?? "", /<pre>at /);
  assert.match(log ?? "", /<pre>at /);
});

Deno.test("createApp: a run whose process is gone says since when, and how to go on", async () => {
  const backend = await bareBackend();
  const id = await recordRun(backend.ledger.history, { at: start, job: "orders_job", status: "running", steps });
  const html = await text(appOf(backend), `/runs/${id}`);
  for (const part of ["no sign of life", "2026-11-20 02:00:17", `--from-failure ${id}`]) {
    assert.ok(html.includes(part), part);
  }
});

Deno.test("createApp: pages of a live run follow the stream of changes", async () => {
  const app = await exampleApp();
  assert.match(await text(app, `/runs/${exampleRunId(start + 2 * hour)}`), /data-island="live"/);
  assert.doesNotMatch(await text(app, `/runs/${exampleRunId(start)}`), /data-island="live"/);
});

Deno.test("createApp: times are in UTC with the reader's zone as title", async () => {
  const html = await text(await exampleApp(), `/runs/${exampleRunId(start)}`);
  assert.match(
    html,
    /<time datetime="2026-11-20T02:00:00.000Z" title="2026-11-20 03:00:00 CET">2026-11-20 02:00:00</,
  );
});

Deno.test("createApp: runs are filtered by the address", async () => {
  const app = await exampleApp();
  const html = await text(app, "/runs?status=failure");
  assert.ok(html.includes(exampleRunId(failedRun.at)));
  assert.equal(html.includes(exampleRunId(start)), false);
  assert.match(await text(app, "/runs?job=nothing"), /No run is like that/);
});

Deno.test("createApp: every answer forbids scripts of others, frames, sniffing and referrers", async () => {
  const app = await exampleApp();
  for (const path of ["/", "/nope", "/api/v1/health", "/api/v1/nope", "/static/icon.svg", "/runs?status=x"]) {
    const { headers } = await app.request(path);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("createApp: another host name, also as full address, is refused", async () => {
  const app = await exampleApp();
  for (
    const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3000", "[::2]", "0.0.0.0", ""]
  ) {
    const response = await app.request("http://localhost/", { headers: { host } });
    assert.equal(response.status, 403, host);
  }
  for (const host of ["localhost", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:1"]) {
    const response = await app.request("http://localhost/", { headers: { host } });
    assert.equal(response.status, 200, host);
  }
  assert.equal((await app.request("http://evil.example/", { headers: { host: "localhost" } })).status, 403);
});

Deno.test("createApp: changes are asked for through the API, in JSON, by a page of its own or by none", async () => {
  const app = await exampleApp();
  const send = async (path: string, headers: Readonly<Record<string, string>>) =>
    (await app.request(`http://localhost${path}`, { method: "POST", headers, body: "{}" })).status;
  const json = { "content-type": "application/json" };
  assert.equal(await send("/runs", json), 405);
  assert.equal(await send("/api/v1/nope", { ...json, origin: "http://evil.example" }), 403);
  assert.equal(await send("/api/v1/nope", { ...json, origin: "http://localhost:1" }), 403);
  assert.equal(await send("/api/v1/nope", { ...json, origin: "null" }), 403);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]) {
    assert.equal(await send("/api/v1/nope", { "content-type": type }), 415, type);
  }
  assert.equal(await send("/api/v1/nope", { ...json, origin: "http://localhost" }), 404);
  assert.equal(await send("/api/v1/nope", json), 404);
  const head = await app.request("/", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

Deno.test("createApp: stylesheet and scripts are kept under an address that changes with them", async () => {
  const app = await exampleApp();
  const links = linksOf(await text(app, "/")).filter((path) => /^\/static\/\w+\/(app\.css|js\/main\.js)$/.test(path));
  assert.equal(links.length, 2);
  for (const link of links) {
    assert.match((await app.request(link)).headers.get("cache-control") ?? "", /immutable/);
    const old = link.replace(/static\/\w+/, "static/0");
    assert.equal((await app.request(old)).headers.get("cache-control"), "no-cache");
  }
  for (const path of ["/static/../app.tsx", "/static/0/%2e%2e/app.tsx", "/static/0/..%2fapp.tsx", "/static/app.tsx"]) {
    assert.equal((await app.request(path)).status, 404, path);
  }
});

Deno.test("createApp: an unexpected error goes to the log, not to the reader", async () => {
  const { ledger } = await bareBackend();
  const runs = () => Promise.reject(new Error("disk secret"));
  const history = new Proxy(ledger.history, { get: (of, name) => name === "runs" ? runs : Reflect.get(of, name) });
  const logged: unknown[] = [];
  const log = {
    ...silentLogger,
    error: (message: string, fields?: { error?: unknown }) => logged.push([message, fields?.error]),
  };
  const app = appOf(await bareBackend({ ledger: { ...ledger, history }, log }));
  for (const path of ["/", "/api/v1/health"]) {
    const response = await app.request(path);
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /disk secret/);
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  }
  assert.deepEqual(logged, Array(2).fill(["Request failed", new Error("disk secret")]));
});
