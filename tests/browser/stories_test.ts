import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import {
  accessibilityFaults,
  canceledBackfill,
  change,
  limit,
  openPage,
  sampleProject,
  type Server,
  startBrowser,
  startServer,
  withoutBrowser,
} from "./harness.ts";
import { goByPalette } from "./keyboard.ts";
import { keepRequest } from "./launch_story.ts";
import { searchLog } from "./log_story.ts";
import { placesOf } from "./places.ts";
import { findMovedStores } from "./second_run_story.ts";

// One project, one server and one browser serve every story, in the order in which a person would come across them.
Deno.test({
  name: "browser: the pages as people use them",
  ignore: withoutBrowser(),
  // The driver keeps handles of its own between steps.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const root = await sampleProject();
    let server = await startServer(root);
    const browser = await startBrowser();
    try {
      let run = "";
      await t.step("a first run is launched, watched and read", async () => {
        run = await launchAndWatch(browser, server);
      });
      await t.step("clusters, their stores and the workbook", () => readClusters(browser, server));
      await t.step("the next run tells which stores moved", () => findMovedStores(browser, server, root));
      await t.step("scripts are few, charts come where they are used", () => weighScripts(browser, server));
      await t.step("a failed run, its cause and the button are near the home page", () => failedRun(browser, server));
      await t.step("keyboard only", () => keyboardOnly(browser, server, run));
      await t.step("a request is kept under a name", () => keepRequest(browser, server));
      await t.step("a log is searched, line by line and hit by hit", () => searchLog(browser, server, run));
      await t.step("50 watchers get every event", () => manyWatchers(server, run));
      await t.step("every page in both themes and at 375 px", () => everyPage(browser, server, run));
      await t.step("a watching page comes back after the server was killed", async () => {
        server = await restartWhileWatching(browser, server, root);
      });
    } finally {
      await browser.close();
      await server.kill();
      await Deno.remove(root, { recursive: true });
    }
  },
});

async function launch(page: Page, job: string): Promise<string> {
  await page.goto(`/jobs/${job}/launch`);
  await page.click("button[data-launch]");
  await page.waitForURL(/\/runs\/[^/?]+$/);
  return decodeURIComponent(new URL(page.url()).pathname.split("/")[2]!);
}

async function statusOf(server: Server, run: string): Promise<string> {
  const response = await fetch(`${server.base}/api/v1/runs/${run}`);
  return (await response.json()).run.status;
}

async function launchAndWatch(browser: Browser, server: Server): Promise<string> {
  const { page, faults } = await openPage(browser, server.base);
  await page.goto("/");
  await page.click('nav.side a[href="/jobs"]');
  await page.click('main a[href="/jobs/full_pipeline_job"]');
  const run = await launch(page, "full_pipeline_job");
  await page.locator('[data-island="log"]', { hasText: "internal" }).waitFor();
  await page.locator('[data-live="header"]', { hasText: /Run all again/ }).waitFor({ timeout: 2 * limit });
  assert.equal(await statusOf(server, run), "success");
  await page.goto(`/runs/${run}?view=graph`);
  await page.locator('[data-live="view"] svg').first().waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
  return run;
}

async function readClusters(browser: Browser, server: Server): Promise<void> {
  const { page, faults } = await openPage(browser, server.base);
  await page.goto("/clusters");
  await page.locator('main a[href^="/clusters/internal/"]').first().click();
  await page.waitForURL(/\/clusters\/internal\//);
  await page.locator("main a[href^='/stores/']").first().waitFor({ state: "attached" });
  await page.goto("/clusters/downloads");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator('a[download$=".xlsx"]').first().click(),
  ]);
  const bytes = await Deno.readFile(await download.path());
  // A workbook is a ZIP archive.
  assert.deepEqual([...bytes.slice(0, 4)], [0x50, 0x4b, 3, 4]);
  assert.ok(bytes.length > 5_000, `${bytes.length} bytes`);
  assert.deepEqual(faults, []);
  await page.context().close();
}

/** Kilobytes of scripts as they come over the wire: less than 200 on the first page, the library of charts not among them. */
async function weighScripts(browser: Browser, server: Server): Promise<void> {
  const { page, faults } = await openPage(browser, server.base);
  const scripts = () =>
    page.evaluate<number>(
      `performance.getEntriesByType("resource").filter(({ name }) => new URL(name).pathname.endsWith(".js"))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize / 1000, 0)`,
    );
  await page.goto("/", { waitUntil: "load" });
  const first = await scripts();
  assert.ok(first > 0 && first < 200, `${first} kB`);
  await page.goto("/clusters/internal/CANDY");
  await page.locator("[data-island=chart]").first().scrollIntoViewIfNeeded();
  await page.locator("[data-island=chart] canvas").first().waitFor();
  const withCharts = await scripts();
  assert.ok(withCharts > first + 100, `${first} and ${withCharts} kB`);
  assert.deepEqual(faults, []);
  await page.context().close();
}

async function failedRun(browser: Browser, server: Server): Promise<void> {
  const overrides = "paths: { raw: nowhere }";
  const { run } = await change(server, "jobs/internal_preprocessing_job/runs", { overrides });
  const narrow = { viewport: { width: 375, height: 800 } };
  const { page, faults } = await openPage(browser, server.base, narrow);
  await page.goto("/");
  // The first click; the home page shows the failure as soon as it is one.
  await page.locator(`.failing a.button[href="/runs/${run}"]`).click();
  await page.locator(".error-card").first().waitFor();
  await page.locator('[data-island="log"]', { hasText: "ns_sales" }).waitFor();
  await assertNoScroll(page);
  // The third click: it runs again, and fails again.
  page.on("dialog", (dialog) => dialog.accept());
  await page.locator('button[data-action$="/retry"]').first().click();
  await page.waitForURL((url) => url.pathname.startsWith("/runs/") && !url.pathname.endsWith(`/${run}`));
  await page.locator(".error-card").first().waitFor();
  await assertNoScroll(page);
  assert.deepEqual(faults, []);
  await page.context().close();
}

async function assertNoScroll(page: Page): Promise<void> {
  const root = "document.documentElement";
  const [inner, outer] = await page.evaluate<[number, number]>(`[${root}.scrollWidth, ${root}.clientWidth]`);
  assert.ok(inner <= outer, `${page.url()} is ${inner} px wide in a window of ${outer}`);
}

async function keyboardOnly(browser: Browser, server: Server, run: string): Promise<void> {
  const { page, faults } = await openPage(browser, server.base);
  await page.goto("/");
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    const shown = await page.locator(":focus-visible").evaluate<string, unknown>(
      "(element) => getComputedStyle(element).outlineStyle",
    );
    assert.notEqual(shown, "none", `focus is not visible after ${i + 1} tabs`);
  }
  await page.locator("html").press("Control+k");
  await page.locator("dialog.palette [role=combobox]").waitFor();
  await page.keyboard.type("full_pipeline_job");
  await page.locator("dialog.palette [role=option]", { hasText: "full_pipeline_job" }).first().waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog.palette").waitFor({ state: "detached" });
  const { items: [store] } = await (await fetch(`${server.base}/api/v1/stores?limit=1`)).json();
  const ways = {
    merged_clusters: "/assets/merged_clusters",
    external_clustering_job: "/jobs/external_clustering_job",
    [run]: `/runs/${run}`,
    [`store ${store.store}`]: `/stores/${store.store}`,
    "launch full": "/jobs/full_pipeline_job/launch",
  };
  for (const [words, path] of Object.entries(ways)) await goByPalette(page, words, path);
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await page.context().close();
}

async function manyWatchers(server: Server, run: string): Promise<void> {
  const wanted = await sequences(server, run);
  const all = await Promise.all(Array.from({ length: 50 }, async () => {
    const response = await fetch(`${server.base}/api/v1/runs/${run}/stream`);
    const text = await response.text();
    return [...text.matchAll(/^id: ?(\d+)$/gm)].map(([, id]) => Number(id));
  }));
  for (const seen of all) assert.deepEqual(seen, wanted);
}

async function sequences(server: Server, run: string): Promise<readonly number[]> {
  const response = await fetch(`${server.base}/api/v1/runs/${run}/events.jsonl`);
  return (await response.text()).trim().split("\n").map((line) => JSON.parse(line).sequence);
}

async function everyPage(browser: Browser, server: Server, run: string): Promise<void> {
  const { page, faults } = await openPage(browser, server.base);
  const found: string[] = [];
  await page.goto("/");
  // The search finds what it should.
  await page.evaluate('document.querySelector("main").append(new Image())');
  assert.match((await accessibilityFaults(page)).join(), /image-alt/);
  const backfill = await canceledBackfill(server);
  for (const path of Object.values(placesOf(run, backfill))) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(path);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      found.push(...(await accessibilityFaults(page)).map((fault) => `${path} ${colorScheme}: ${fault}`));
    }
    await page.setViewportSize({ width: 375, height: 800 });
    await assertNoScroll(page);
  }
  assert.deepEqual(found, []);
  assert.deepEqual(faults, []);
  await page.context().close();
}

/** Kills the server of a running run, lets its port answer 503 for a while, and starts it again. */
async function restartWhileWatching(browser: Browser, server: Server, root: string): Promise<Server> {
  const { page } = await openPage(browser, server.base, { viewport: { width: 375, height: 800 } });
  await page.addInitScript({
    content: `const seen = []; document.addEventListener("run-event", ({ detail }) => {
      seen.push(detail.sequence);
      document.documentElement.dataset.seen = seen.join();
    })`,
  });
  page.on("dialog", (dialog) => dialog.accept());
  const run = await launch(page, "full_pipeline_job");
  const live = page.locator('[data-island="live"]');
  await page.locator('[data-island="live"][data-state="live"]').waitFor();
  const { stream } = JSON.parse((await live.getAttribute("data-props"))!);
  await page.locator("html[data-seen]").waitFor();
  await server.kill();
  const port = Number(new URL(server.base).port);
  await refuseOnce(port);
  const next = await startServer(root, port);
  await page.locator('[data-island="live"][data-state="live"]').waitFor();
  await change(next, `runs/${run}/cancel`, {});
  await page.locator('[data-island="live"][data-state="ended"]').waitFor({ state: "attached" });
  const first = Number(new URL(stream, next.base).searchParams.get("after"));
  const seen = (await page.locator("html").getAttribute("data-seen"))!.split(",").map(Number);
  assert.deepEqual(seen, (await sequences(next, run)).filter((sequence) => sequence > first));
  await cancelFromPage(page, next);
  await page.context().close();
  return next;
}

async function cancelFromPage(page: Page, server: Server): Promise<void> {
  const run = await launch(page, "full_pipeline_job");
  await page.locator('button[data-action$="/cancel"]').click();
  await page.locator('button[data-action$="/retry"]').first().waitFor();
  assert.equal(await statusOf(server, run), "canceled");
  await assertNoScroll(page);
}

/** Answers 503 until a stream was asked for: after that a browser does not connect again by itself. */
async function refuseOnce(port: number): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const stub = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => undefined }, ({ url }) => {
    if (url.includes("/stream")) asked.resolve();
    return new Response("Not yet", { status: 503 });
  });
  await asked.promise;
  await stub.shutdown();
}
