import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { Browser } from "playwright-core";
import { systemClock } from "../../infra/clock.ts";
import { openSession } from "../../io/mod.ts";
import { createApp } from "../../ui/app.tsx";
import { serve } from "../../ui/server.ts";
import { exampleBackend } from "../../ui/testing/backend.ts";
import { exampleRunId, recordRun } from "../../ui/testing/example.ts";
import { limit, openPage, startBrowser, withoutBrowser } from "./harness.ts";

/** Text that would run if it were taken for HTML, for an attribute, for a script or for an address. */
const hostile = `</title></script><script>window.ran=1</script>"'><img src=x onerror=window.ran=2>` +
  `<svg onload=window.ran=3><a href="javascript:window.ran=4">x</a>{{7*7}}`;
const quoted = hostile.replaceAll("'", "''");
const start = Date.UTC(2026, 10, 20, 2);
const hour = 3_600_000;
const steps = [{ asset: "raw_orders", seconds: 4 }, { asset: "clean_orders", seconds: 12 }];

Deno.test({
  name: "browser: text of others that holds HTML runs nothing, on any page",
  ignore: withoutBrowser(),
  // The driver keeps handles of its own between steps.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const data = await Deno.makeTempDir();
    const end = new AbortController();
    const listening = Promise.withResolvers<string>();
    const served = serve(await hostileApp(data), { port: 0, signal: end.signal, onListen: listening.resolve });
    const base = await listening.promise;
    const browser = await startBrowser();
    try {
      await readPages(browser, base);
    } finally {
      await browser.close();
      end.abort();
      await served;
      await Deno.remove(data, { recursive: true });
    }
  },
});

async function readPages(browser: Browser, base: string): Promise<void> {
  const { page, faults } = await openPage(browser, base);
  page.on("dialog", (dialog) => {
    faults.push(`${page.url()}: a dialog says ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  const [good, bad] = [exampleRunId(start), exampleRunId(start + hour)];
  const tabs = ["data", "versions", "checks", "lineage", "partitions"].map((tab) => `?tab=${tab}`);
  const places = [
    ...[
      "/",
      "/runs",
      "/timeline",
      "/assets",
      "/assets/clean_orders",
      "/lineage",
      "/checks",
      "/jobs",
      "/jobs/orders_job",
    ],
    ...tabs.flatMap((tab) => [`/assets/clean_orders${tab}`, `/assets/orders_by_region${tab}`]),
    ...["/jobs/orders_job/launch", "/schedules", "/sensors", "/backfills", "/rejects", "/rejects?dataset=orders"],
    ...[good, bad].flatMap((run) => ["", "?view=graph", "?view=outputs"].map((view) => `/runs/${run}${view}`)),
    ...[`/runs?job=${encodeURIComponent(hostile)}`, `/nope/${encodeURIComponent(hostile)}`],
  ];
  for (const place of places) {
    await page.goto(place);
    await page.getByText("onerror").first().waitFor({ state: "attached", timeout: limit });
    assert.equal(await page.evaluate("window.ran"), undefined, place);
  }
  // Cells of a table, columns and cells of a query, and the word that is looked for.
  await page.goto("/assets/clean_orders?tab=data");
  await page.locator("table td").getByText("onerror").first().waitFor({ timeout: limit });
  await page.goto(`/sql?query=${encodeURIComponent(`SELECT * FROM clean_orders -- ${hostile}`)}`);
  await page.locator(".answer table").getByText("onerror").first().waitFor({ timeout: limit });
  await page.keyboard.press("Control+k");
  await page.locator("dialog input").first().fill(hostile);
  assert.equal(await page.evaluate("window.ran"), undefined);
  // A page that is not there is told to the console by the browser itself.
  assert.deepEqual(faults.filter((fault) => !/status of 404/.test(fault)), []);
}

async function hostileApp(data: string) {
  const bare = await exampleBackend();
  const backend = {
    ...bare,
    clock: systemClock,
    environment: hostile,
    settings: {
      ...bare.settings,
      paths: { ...bare.settings.paths, data },
      engine: { ...bare.settings.engine, temp_directory: join(data, "tmp") },
    },
  };
  const { history } = backend.ledger;
  const error = { name: "Problem", kind: "data", message: hostile, place: hostile, remedy: hostile, causes: [hostile] };
  const log = { kind: "log", level: "warning", message: hostile, fields: { [hostile]: hostile } } as const;
  const check = {
    check: hostile,
    severity: "warn",
    passed: false,
    message: hostile,
    figures: {},
    samples: [],
  } as const;
  const more = [...steps, { asset: "orders_by_region", partition: hostile, seconds: 1 }];
  await recordRun(history, { at: start, status: "success", steps: more, tags: { [hostile]: hostile }, log: [log] });
  await recordRun(history, { at: start + hour, status: "failure", steps, error, log: [log], checks: [check] });
  await recordRun(history, { at: start + 2 * hour, job: hostile, status: "success", steps });
  await using session = await openSession();
  const sql = `SELECT i AS id, '${quoted}' AS "${hostile.replaceAll('"', '""')}" FROM range(3) t(i)`;
  for (const asset of ["clean_orders", "orders_by_region"]) {
    for (const { path } of await history.valuesOf(asset)) {
      const file = join(data, "assets", path);
      await Deno.mkdir(dirname(file), { recursive: true });
      await session.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
    }
  }
  await Deno.mkdir(join(data, "rejects"));
  await session.run(
    `COPY (SELECT '${quoted}' AS source_file, 1 AS line, '${quoted}' AS "column", '${quoted}' AS rule, '${quoted}' AS text,
       '${quoted}' AS message, 'r' AS run) TO '${join(data, "rejects", "orders.parquet")}' (FORMAT parquet)`,
  );
  return createApp(backend, { timeZone: "Europe/Berlin" });
}
