import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { limit, openPage, type Server } from "./harness.ts";
import { enterAt, goByPalette } from "./keyboard.ts";

interface PlacedStore {
  readonly store: number;
  readonly cluster: number;
  readonly silhouette: number | null;
}

/**
 * Two stores change what they sell: the next run, launched with the keyboard alone and watched step by step, tells that these
 * two moved.
 */
export async function findMovedStores(browser: Browser, server: Server, root: string): Promise<void> {
  const stores = await twoClearStores(server);
  await swapSales(join(root, "data/sample/ns_sales.csv"), "CANDY", stores);
  const { page, faults } = await openPage(browser, server.base);
  await page.goto("/");
  await goByPalette(page, "launch full", "/jobs/full_pipeline_job/launch");
  await enterAt(page, "button[data-launch]:not([disabled])");
  await page.waitForURL(/\/runs\/[^/?]+$/);
  await watchSteps(page);

  await page.goto("/clusters");
  await page.locator('main a[href^="/clusters/compare"]').first().click();
  await page.locator("main table a", { hasText: /^CANDY$/ }).click();
  await page.waitForURL(/category=CANDY/);
  const moved = page.locator("#stores ~ * a[href^='/stores/'], section:has(#stores) a[href^='/stores/']");
  const names = new Set((await moved.allTextContents()).map(Number));
  for (const { store } of stores) assert.ok(names.has(store), `${store} is not among ${[...names]}`);
  assert.ok(names.size <= 10, `${names.size} stores moved`);
  assert.deepEqual(faults, []);
  await page.context().close();
}

/** Bars appear while the run goes on; in the end each step has one that can be seen, and a box in the graph. */
async function watchSteps(page: Page): Promise<void> {
  const run = page.url();
  const works = page.locator("svg.bar.gantt.success rect.work");
  await works.nth(5).waitFor();
  const early = await works.count();
  await page.locator('[data-live="header"]', { hasText: /Run all again/ }).waitFor({ timeout: 2 * limit });
  const widths = await page.evaluate<number[]>(
    `[...document.querySelectorAll("svg.bar.gantt.success rect.work")].map((one) => one.getBoundingClientRect().width)`,
  );
  assert.ok(early < widths.length, `${early} bars early, ${widths.length} in the end`);
  assert.ok(widths.every((width) => width > 0));
  assert.equal(widths.length, await page.locator("input[data-step]").count());
  await page.goto(`${run}?view=graph`);
  const boxes = page.locator("svg.graph.steps a.success rect");
  assert.ok(await boxes.count() > 20);
  assert.equal(await page.locator("svg.graph.steps a:not(.success)").count(), 0);
}

/** The clearest store of each of two clusters. */
async function twoClearStores(server: Server): Promise<readonly [PlacedStore, PlacedStore]> {
  const response = await fetch(`${server.base}/api/v1/clusters/internal/CANDY/stores?limit=500`);
  const { items } = await response.json() as { readonly items: readonly PlacedStore[] };
  const clear = items.toSorted((a, b) => (b.silhouette ?? -1) - (a.silhouette ?? -1));
  const one = clear[0]!;
  return [one, clear.find(({ cluster }) => cluster !== one.cluster)!];
}

/** Gives each of two stores the sales that the other had in a category. */
async function swapSales(path: string, category: string, [a, b]: readonly [PlacedStore, PlacedStore]): Promise<void> {
  const other = new Map([[String(a.store), String(b.store)], [String(b.store), String(a.store)]]);
  let changed = 0;
  const lines = (await Deno.readTextFile(path)).split("\n").map((line) => {
    const [sku, store = "", name, ...rest] = line.split(",");
    const swapped = other.get(store.trim());
    if (name?.trim() !== category || swapped === undefined) return line;
    changed++;
    return [sku, swapped, name, ...rest].join(",");
  });
  assert.ok(changed > 10);
  await Deno.writeTextFile(path, lines.join("\n"));
}
