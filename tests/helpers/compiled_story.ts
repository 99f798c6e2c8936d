import assert from "node:assert/strict";
import { limit, openPage, startBrowser } from "../browser/harness.ts";
import { until } from "./broken_runs.ts";
import { processesOf } from "./processes.ts";

/** The status of a run as the API tells it. */
async function statusOf(base: string, run: string): Promise<string> {
  const response = await fetch(`${base}/api/v1/runs/${encodeURIComponent(run)}`);
  return (await response.json()).run?.status;
}

/** Has a job run, as a program would. */
async function launch(base: string, job: string): Promise<string> {
  const response = await fetch(`${base}/api/v1/jobs/${job}/runs`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: base },
    body: "{}",
  });
  assert.ok(response.ok, await response.clone().text());
  return (await response.json()).run;
}

/** In a browser: what was run is there, with its clusters as a workbook; a job is started and watched; another is canceled. */
export async function browseCompiled(base: string): Promise<void> {
  const browser = await startBrowser();
  try {
    const { page, faults } = await openPage(browser, base);
    await page.goto("/");
    await page.click('nav.side a[href="/jobs"]');
    await page.click('main a[href="/jobs/internal_preprocessing_job"]');
    await page.goto("/jobs/internal_preprocessing_job/launch");
    await page.click("button[data-launch]");
    await page.waitForURL(/\/runs\/[^/?]+$/);
    await page.locator('[data-live="header"]', { hasText: /Run all again/ }).waitFor({ timeout: 2 * limit });

    await page.goto("/clusters/downloads");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator('a[download$=".xlsx"]').first().click(),
    ]);
    const bytes = await Deno.readFile(await download.path());
    // A workbook is a ZIP archive.
    assert.deepEqual([...bytes.slice(0, 4)], [0x50, 0x4b, 3, 4]);

    const run = await launch(base, "full_pipeline_job");
    await page.goto(`/runs/${run}`);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.locator(`button[data-action$="/runs/${run}/cancel"]`).click();
    await until("the canceled run", async () => await statusOf(base, run) === "canceled");
    await page.locator('[data-live="header"]', { hasText: /Run what is left/ }).waitFor({ timeout: 2 * limit });
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
  }
}

/** The process of a run is killed as a crash would; another one brings the run to its end. */
export async function recoverCompiled(base: string): Promise<void> {
  const run = await launch(base, "internal_clustering_job");
  const [first] = await processesOf(["execute-run", run], 1);
  // Not before it has begun, so that there is something to go on with.
  await until("a run that has begun", async () => await statusOf(base, run) === "running");
  Deno.kill(first!, "SIGKILL");
  await until("the run's end", async () => ["success", "failure"].includes(await statusOf(base, run)));
  assert.equal(await statusOf(base, run), "success");
  await processesOf(["execute-run", run], 0);
}
