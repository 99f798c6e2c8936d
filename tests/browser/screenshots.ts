import { join } from "node:path";
import { canceledBackfill, openPage, sampleProject, startBrowser, startServer } from "./harness.ts";
import { placesOf } from "./places.ts";

// Pictures of every page, in both themes and at two widths, into the folder that is named (tmp/screenshots).
const folder = Deno.args[0] ?? "tmp/screenshots";
await Deno.mkdir(folder, { recursive: true });
const root = await sampleProject();
const server = await startServer(root);
const browser = await startBrowser();
try {
  const { page } = await openPage(browser, server.base);
  await page.goto("/jobs/full_pipeline_job/launch");
  await page.click("button[data-launch]");
  await page.waitForURL(/\/runs\//);
  const run = new URL(page.url()).pathname.split("/")[2]!;
  await page.locator('[data-live="header"]', { hasText: "Run all again" }).waitFor({ timeout: 300_000 });
  const backfill = await canceledBackfill(server);
  await page.goto("/clusters");
  const model = await page.locator('main a[href^="/clusters/internal/"]').first().getAttribute("href");
  for (const [name, path] of Object.entries({ ...placesOf(run, backfill), cluster: model! })) {
    for (const width of [1280, 375]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.goto(path);
        // Streams never let the network come to rest; fonts and charts are there when the page has loaded.
        await page.waitForLoadState("load");
        await page.screenshot({ path: join(folder, `${name}_${width}_${colorScheme}.png`) });
      }
    }
  }
} finally {
  await browser.close();
  await server.kill();
  await Deno.remove(root, { recursive: true });
}
