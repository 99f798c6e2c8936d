import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { allPermissions, runCli, startCli } from "../helpers/cli.ts";

/** Milliseconds that a condition may take on a busy machine. */
export const limit = 60_000;

const program = "/usr/bin/chromium";
const switches = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

/** Whether to skip: no browser is there, and nobody said that it must be. @throws Error when it must be */
export function withoutBrowser(): boolean {
  try {
    Deno.statSync(program);
    return false;
  } catch {
    if (Deno.env.get("CI") || Deno.env.get("BROWSER_TESTS") === "required") {
      throw new Error(`Cannot test in a browser: ${program} is not installed`);
    }
    // deno-lint-ignore no-console -- the one line that says why
    console.log(`The browser tests are skipped: ${program} is not installed`);
    return true;
  }
}

/** Starts the browser. */
export async function startBrowser(): Promise<Browser> {
  // The driver asks at import whether it runs below Windows, by files that no permission but all of them opens; with
  // this variable it asks when it needs to know, which is never.
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await import("playwright-core");
  return await chromium.launch({ executablePath: program, args: switches, timeout: limit });
}

/** A page whose faults are collected. */
export interface Watched {
  readonly page: Page;
  /** Script errors, console errors and breaches of the content security policy. */
  readonly faults: string[];
}

/** Opens a page in a context of its own. */
export async function openPage(browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(limit);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
  });
  return { page, faults };
}

/** A server process. */
export interface Server {
  readonly base: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** Makes a project with the sample data. */
export async function sampleProject(): Promise<string> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "browser_test_" }));
  const { code, stderr } = await runCli(["init", root]);
  if (code !== 0) throw new Error(`Cannot make the project: ${stderr}`);
  return root;
}

/** Starts `ui` with its daemon on a project and waits until it answers. */
export async function startServer(root: string, port = freePort()): Promise<Server> {
  const permissions = [...allPermissions, "--allow-run=deno", "--allow-net=127.0.0.1"];
  const child = startCli(["ui", "--env", "dev", "--root", root, "--port", String(port)], { permissions, cwd: root });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const base = `http://127.0.0.1:${port}`;
  let ended = false;
  child.status.then(() => ended = true);
  const until = performance.now() + limit;
  while (!await answers(base)) {
    if (ended) throw new Error(`Cannot start the server: ${(await said).join("\n")}`);
    if (performance.now() > until) throw new Error("Cannot start the server: it does not answer");
  }
  const kill = async () => {
    if (!ended) child.kill("SIGKILL");
    await said;
    await child.status;
  };
  return { base, kill };
}

/** Asks the API for a change, as a page would. */
export async function change(
  { base }: Server,
  path: string,
  body: unknown,
): Promise<{ readonly run: string; readonly id: string }> {
  const response = await fetch(`${base}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: base },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Cannot change ${path}: ${await response.text()}`);
  return await response.json();
}

/** Makes a backfill that need not be waited for. */
export async function canceledBackfill(server: Server): Promise<string> {
  const { id } = await change(server, "backfills", { job: "internal_clustering_job", keys: "CANDY" });
  await change(server, `backfills/${id}/cancel`, {});
  return id;
}

async function answers(base: string): Promise<boolean> {
  try {
    const response = await fetch(base);
    await response.body?.cancel();
    return response.ok;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return false;
  }
}

/** A port that nobody listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

/** The rules of accessibility that a page breaks, each with its first place. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const source = await Deno.readTextFile(join(import.meta.dirname!, "../../node_modules/axe-core/axe.min.js"));
  await page.evaluate(source);
  return await page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`))",
  );
}
