import assert from "node:assert/strict";
import type { Hono } from "hono";
import { manualClock } from "../infra/clock.ts";
import { type Logger, silentLogger } from "../infra/log.ts";
import { type History, memoryHistory } from "../pipeline/engine/mod.ts";
import { createApp } from "./app.tsx";
import { exampleProject, type ExampleRun, exampleRunId, recordRun } from "./testing/example.ts";

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

async function exampleApp(options: { readonly history?: History; readonly log?: Logger } = {}): Promise<Hono> {
  const { history = memoryHistory(), log = silentLogger } = options;
  await recordRun(history, {
    at: start,
    status: "success",
    steps: [...steps, { asset: "orders_by_region", partition: hostile, seconds: 1 }],
  });
  await recordRun(history, failedRun);
  await recordRun(history, { at: start + 2 * hour, job: hostile, status: "running", steps });
  return bare(history, log);
}

function bare(history: History, log: Logger = silentLogger): Hono {
  const clock = manualClock(start + 3 * hour);
  return createApp({
    history,
    project: exampleProject(),
    environment: hostile,
    clock,
    version: "1.2.3",
    log,
    timeZone: "Europe/Berlin",
  });
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
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (pages.has(path)) continue;
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
    assert.doesNotMatch(html, /<script|<img|onerror=alert\(2\)>/i, path);
    assert.doesNotMatch(html, /\s(style|on\w+)="/i, `${path} has nothing inline`);
    assert.doesNotMatch(html, /<style/i, path);
  }
});

Deno.test("createApp: a page without any run says how to start one", async () => {
  const app = bare(memoryHistory());
  assert.match(await text(app, "/"), /deno task cli run orders_job --env/);
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
  const history = memoryHistory();
  const id = await recordRun(history, { at: start, job: "orders_job", status: "running", steps });
  const html = await text(bare(history), `/runs/${id}`);
  for (const part of ["no sign of life", "2026-11-20 02:00:17", `--from-failure ${id}`]) {
    assert.ok(html.includes(part), part);
  }
});

Deno.test("createApp: pages of a live run load themselves again until the reader pauses it", async () => {
  const app = await exampleApp();
  const live = `/runs/${exampleRunId(start + 2 * hour)}`;
  assert.match(await text(app, live), /<meta http-equiv="refresh" content="5"\/>/);
  assert.doesNotMatch(await text(app, `${live}?refresh=off`), /http-equiv="refresh"/);
  assert.doesNotMatch(await text(app, `/runs/${exampleRunId(start)}`), /http-equiv="refresh"/);
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
  assert.match(await text(app, "/runs?job=nothing"), /No such run/);
});

Deno.test("createApp: every answer forbids scripts, frames, sniffing and referrers", async () => {
  const app = await exampleApp();
  for (const path of ["/", "/nope", "/api/v1/runs", "/static/app.css", "/runs?status=x"]) {
    const { headers } = await app.request(path);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; style-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|script-src/);
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

Deno.test("createApp: nothing can be changed", async () => {
  const app = await exampleApp();
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const response = await app.request("/api/v1/runs", { method });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"]);
  }
  const head = await app.request("/", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

Deno.test("createApp: the stylesheet is kept under its hash and asked again without", async () => {
  const app = await exampleApp();
  const [link] = linksOf(await text(app, "/")).filter((path) => path.startsWith("/static/app.css"));
  const kept = await app.request(link ?? "");
  assert.match(kept.headers.get("cache-control") ?? "", /immutable/);
  const etag = kept.headers.get("etag") ?? "";
  assert.equal((await app.request("/static/app.css")).headers.get("cache-control"), "no-cache");
  assert.equal((await app.request("/static/app.css", { headers: { "if-none-match": etag } })).status, 304);
  for (const path of ["/static/../app.tsx", "/static/%2e%2e/app.tsx", "/static/app.tsx"]) {
    assert.equal((await app.request(path)).status, 404, path);
  }
});

Deno.test("createApp: an unexpected error goes to the log, not to the reader", async () => {
  const broken: History = { ...memoryHistory(), runs: () => Promise.reject(new Error("disk secret")) };
  const logged: unknown[] = [];
  const app = bare(broken, { ...silentLogger, error: (message, fields) => logged.push([message, fields?.error]) });
  for (const path of ["/", "/api/v1/health"]) {
    const response = await app.request(path);
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /disk secret/);
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  }
  assert.deepEqual(logged, Array(2).fill(["Request failed", new Error("disk secret")]));
});
