import assert from "node:assert/strict";
import type { Hono } from "hono";
import { createApp } from "../../ui/app.tsx";
import { apiRoutes, type Route, securitySite } from "./site.ts";

/** Every address there is, with its method; parts of paths are filled with what is not there. */
function addresses(app: Hono, api: readonly Route[]): readonly (readonly [string, string])[] {
  const pages = app.routes.filter(({ method, path }) => method !== "ALL" && !path.includes("*"));
  return [
    ...pages.map(({ method, path }) => [method, path.replaceAll(/:\w+(\{.*?\})?/g, "none")] as const),
    ...api.map(({ method, path }) => [method, `/api/v1${path.replaceAll(/\{\w+\}/g, "none")}`] as const),
  ];
}

function asking(app: Hono) {
  return async (method: string, path: string, headers: Readonly<Record<string, string>>) => {
    const json = { "content-type": "application/json" };
    const init = method === "GET" ? { headers } : { headers: { ...json, ...headers }, method, body: "{}" };
    const response = await app.request(`http://localhost${path}`, init);
    await response.body?.cancel();
    return response.status;
  };
}

Deno.test("without login: no route answers a name that is bound to this machine by others, or another server's page", async () => {
  await using site = await securitySite();
  const { settings } = site.backend;
  const backend = { ...site.backend, settings: { ...settings, auth: { ...settings.auth, enabled: false } } };
  const app = createApp(backend, { metrics: () => Promise.resolve("") });
  const ask = asking(app);
  const before = site.recorded();
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { host: "evil.example" },
    { host: "localhost.evil.example" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
  ];
  for (const [method, path] of addresses(app, apiRoutes(backend))) {
    for (const headers of foreign) {
      assert.equal(await ask(method, path, headers), 403, `${method} ${path} with ${JSON.stringify(headers)}`);
    }
  }
  assert.equal(site.recorded(), before);
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  assert.equal(await ask("GET", "/runs", link), 200, "a link in a message is followed");
  assert.equal(await ask("GET", "/api/v1/sql?query=SELECT+1", link), 403, "but runs no query");
});

Deno.test("without login: pages that only show let nobody change anything", async () => {
  await using site = await securitySite();
  const { settings } = site.backend;
  const local = { ...settings, auth: { ...settings.auth, enabled: false } };
  const ask = asking(createApp({ ...site.backend, settings: local, readOnly: true }));
  const before = site.recorded();
  for (const { method, path, role } of apiRoutes(site.backend)) {
    if (role !== "operator" && role !== "admin") continue;
    assert.equal(await ask(method, `/api/v1${path.replaceAll(/\{\w+\}/g, "none")}`, {}), 403, `${method} ${path}`);
  }
  assert.equal(site.recorded(), before);
});
