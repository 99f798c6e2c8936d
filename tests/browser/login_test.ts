import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { hashPassword } from "../../infra/auth/mod.ts";
import { systemClock } from "../../infra/clock.ts";
import { systemRandom } from "../../infra/random.ts";
import { createApp } from "../../ui/app.tsx";
import { serve } from "../../ui/server.ts";
import { exampleBackend } from "../../ui/testing/backend.ts";
import { openPage, startBrowser, withoutBrowser } from "./harness.ts";

const password = "correct horse battery";

/** Where a link to the login page may want to send people afterwards, and where they get. */
const wanted: Readonly<Record<string, string>> = {
  "/runs?status=failure": "/runs?status=failure",
  "https://evil.example/": "/",
  "//evil.example/runs": "/",
  "/\\evil.example": "/",
  "javascript:window.ran=1": "/",
  "data:text/html,<script>window.ran=1</script>": "/",
};

Deno.test({
  name: "browser: whoever logs in gets to a page of this server, whatever the link said, and scripts see no session",
  ignore: withoutBrowser(),
  // The driver keeps handles of its own between steps.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const bare = await exampleBackend();
    const settings = { ...bare.settings, auth: { ...bare.settings.auth, enabled: true } };
    const backend = { ...bare, settings, clock: systemClock, random: systemRandom };
    const user = { name: "ada", role: "admin", createdAt: 0 } as const;
    await backend.ledger.accounts.addUser(user, await hashPassword(password));
    const end = new AbortController();
    const listening = Promise.withResolvers<string>();
    const options = { port: 0, login: true, signal: end.signal, onListen: listening.resolve };
    const served = serve(createApp(backend), options);
    const browser = await startBrowser();
    try {
      const base = await listening.promise;
      for (const [next, place] of Object.entries(wanted)) await logIn(browser, base, next, place);
    } finally {
      await browser.close();
      end.abort();
      await served;
    }
  },
});

async function logIn(browser: Browser, base: string, next: string, place: string): Promise<void> {
  const { page, faults } = await openPage(browser, base);
  await page.goto(`/login?${new URLSearchParams({ next })}`);
  await page.fill("[name=name]", "ada");
  await page.fill("[name=password]", password);
  await page.click("button[type=submit]");
  await page.waitForURL((url) => url.pathname !== "/login");
  const { origin, pathname, search } = new URL(page.url());
  assert.deepEqual([`${origin}/`, `${pathname}${search}`], [base, place], next);
  assert.equal(await page.evaluate("document.cookie"), "");
  assert.equal(await page.evaluate("window.ran"), undefined);
  assert.deepEqual(faults, []);
  await page.context().close();
}
