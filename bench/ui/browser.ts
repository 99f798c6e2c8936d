import type { Page } from "playwright-core";
import { openPage, startBrowser, withoutBrowser } from "../../tests/browser/harness.ts";

/** What a browser takes for the whole lineage, and for the first page. */
export interface BrowserFigures {
  /** Milliseconds from the request of the page until the graph can be moved; everything of it laid out before. */
  readonly usable: number;
  readonly moving: FrameFigures;
  readonly zooming: FrameFigures;
  /** Megabytes of the page's heap before it was moved, and after. */
  readonly heap: readonly [number, number];
  /** Milliseconds until the first page stands and its scripts ran, with nothing kept. */
  readonly cold: number;
  /** Kilobytes of scripts that the first page loaded, as they came over the wire. */
  readonly scripts: number;
}

/** Milliseconds between two frames, and those that the page was busy with for one. */
export interface FrameFigures {
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  readonly script: number;
}

const count = 200;

/** Moves and scales the graph of all assets in a browser. */
export async function measureBrowser(base: string): Promise<BrowserFigures | undefined> {
  if (withoutBrowser()) return undefined;
  const browser = await startBrowser();
  try {
    const cold = await openPage(browser, base);
    let begin = performance.now();
    await cold.page.goto("/", { waitUntil: "load" });
    const first = performance.now() - begin;
    const scripts = await cold.page.evaluate<number>(
      `performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
        .reduce((sum, { transferSize }) => sum + transferSize, 0)`,
    );
    const { page } = await openPage(browser, base);
    begin = performance.now();
    await page.goto("/lineage?collapsed=");
    await page.locator("canvas.drawing[data-drawn]").waitFor();
    const usable = performance.now() - begin;
    const before = await heap(page);
    const moving = await frames(page, "{ deltaX: 30 * Math.sign(Math.sin(n / 40)), deltaY: 0 }");
    const zooming = await frames(page, "{ deltaX: 0, deltaY: 30 * Math.sign(Math.sin(n / 25)) }");
    const after = await heap(page);
    return {
      ...{ usable: Math.round(usable), moving, zooming, heap: [before, after] },
      ...{ cold: Math.round(first), scripts: Math.round(scripts / 102.4) / 10 },
    };
  } finally {
    await browser.close();
  }
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return Math.round(usedSize / 1e5) / 10;
}

/** Turns the wheel once in each of 200 frames. */
async function frames(page: Page, turn: string): Promise<FrameFigures> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
  };
  const begin = await busy();
  const times = await page.evaluate<number[]>(`new Promise((resolve) => {
    const canvas = document.querySelector("canvas.drawing");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
    const times = [];
    let [n, last] = [0, performance.now()];
    const next = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (++n > ${count}) return resolve(times);
      canvas.dispatchEvent(new WheelEvent("wheel", { ...at, ...${turn} }));
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })`);
  const script = (await busy() - begin) / count;
  const sorted = times.toSorted((a, b) => a - b);
  const part = (of: number) => rounded(sorted[Math.floor(of * (sorted.length - 1))]!);
  return { p50: part(0.5), p95: part(0.95), longest: part(1), script: rounded(script) };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
