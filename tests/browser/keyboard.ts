import type { Page } from "playwright-core";

/** To a page with the keyboard alone: the first of what was found is taken. */
export async function goByPalette(page: Page, words: string, path: string): Promise<void> {
  await page.locator("html").press("Control+k");
  await page.locator("dialog.palette [role=combobox]").waitFor();
  await page.keyboard.type(words);
  const first = page.locator("dialog.palette [role=option][aria-selected=true]");
  await first.and(page.locator(`:has-text("${path.split("/")[2] ?? path.slice(1)}")`)).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === path);
}

/** Presses Tab until the element has the focus, and Enter there. @throws Error when it cannot be reached */
export async function enterAt(page: Page, selector: string): Promise<void> {
  await page.locator(selector).waitFor();
  for (let presses = 0; presses < 400; presses++) {
    if (await page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) {
      return await page.keyboard.press("Enter");
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${selector}`);
}
