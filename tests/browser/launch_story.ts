import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openPage, type Server } from "./harness.ts";

/** Fills the form, keeps it under a name, begins with it again, renames and deletes it; nothing is launched. */
export async function keepRequest(browser: Browser, server: Server): Promise<void> {
  const { page, faults } = await openPage(browser, server.base);
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto("/jobs/internal_clustering_job/launch");
  await page.locator('[data-field="job_params.max_clusters"]').fill("6");
  await page.locator('textarea[name="tags"]').fill("reason=new prices");
  await page.waitForURL(/max_clusters/);
  const name = page.locator("[data-preset-name]");
  await name.fill("six & fewer");
  await page.locator('button[data-preset="save"]').click();
  await page.waitForURL(/preset=six/);

  await page.goto("/jobs/internal_clustering_job/launch");
  assert.equal(await page.locator('[data-field="job_params.max_clusters"]').inputValue(), "");
  await page.locator(".preset-list a", { hasText: "six & fewer" }).click();
  await page.waitForURL(/preset=six/);
  assert.equal(await page.locator('[data-field="job_params.max_clusters"]').inputValue(), "6");
  assert.match(await page.locator('textarea[name="tags"]').inputValue(), /reason=new prices/);

  await name.fill("six");
  await page.locator('button[data-preset="rename"]').click();
  await page.waitForURL(/preset=six$/);
  await page.locator("button.danger", { hasText: "Delete" }).click();
  await page.waitForURL(/\/launch$/);
  assert.equal(await page.locator(".preset-list").count(), 0);
  assert.deepEqual(faults, []);
  await page.context().close();
}
