import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openPage, type Server } from "./harness.ts";

/** Searches the log of a run with an expression, goes from hit to hit with keys, and opens the link of a line. */
export async function searchLog(browser: Browser, server: Server, run: string): Promise<void> {
  const { page, faults } = await openPage(browser, server.base);
  await page.goto(`/runs/${run}`);
  const log = page.locator('[data-island="log"]');
  const chosen = log.locator(".log-line.chosen .text");
  const [text, lines] = [log.getByLabel("Text"), log.locator(".log-window")];
  await log.getByLabel("Expression").check();
  await log.getByLabel("Lines around").selectOption("1");
  await text.fill("^succeeded in \\d");
  await log.locator(".log-line mark").first().waitFor();
  assert.ok(await log.locator(".log-line.near").count() > 0);
  await lines.focus();
  const hits: string[] = [];
  for (const key of ["n", "n", "N"]) {
    await page.keyboard.press(key);
    await chosen.filter({ hasText: "Succeeded" }).waitFor();
    const last = hits.at(-1) ?? null;
    await page.waitForURL(({ searchParams }) => searchParams.get("at") !== last);
    hits.push(new URL(page.url()).searchParams.get("at") ?? "");
  }
  assert.equal(hits[0], hits[2]);
  assert.ok(Number(hits[1]) > Number(hits[0]));

  await text.fill("succeeded (");
  await log.locator("[role=alert]", { hasText: "missing )" }).waitFor();
  assert.equal(await text.getAttribute("aria-invalid"), "true");

  await page.goto(`/runs/${run}?at=${hits[1]}#log`);
  await chosen.filter({ hasText: "Succeeded" }).waitFor();
  await log.locator(".log-detail h3", { hasText: `Event ${hits[1]},` }).waitFor();
  // That the browser tells of a refused expression is meant.
  assert.deepEqual(faults.filter((fault) => !fault.includes("400 (Bad Request)")), []);
  await page.context().close();
}
