import assert from "node:assert/strict";
import { accountRoles } from "../../pipeline/engine/mod.ts";
import { made, samples } from "./samples.ts";
import {
  apiRoutes,
  type Proof,
  proofOf,
  type Route,
  runs,
  type SecuritySite,
  securitySite,
  type Sent,
  type Who,
} from "./site.ts";

const callers: readonly Who[] = ["nobody", ...accountRoles];
const proofs: readonly Proof[] = ["session", "token"];

/** What stands for the parts of a path where nothing else is said. */
const usual: Readonly<Record<string, string>> = { id: runs.good, run: runs.good, name: "customers" };

function filled(path: string, given: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? usual[name] ?? "none"));
}

function rank(who: Who | Route["role"]): number {
  return who === "nobody" || who === "anyone" ? -1 : accountRoles.indexOf(who);
}

/** The status with which a caller is refused, or undefined for one who may. */
function refusal(who: Who, { role }: Route): 401 | 403 | undefined {
  if (rank(who) >= rank(role)) return undefined;
  return who === "nobody" ? 401 : 403;
}

async function ask(site: SecuritySite, { method, path }: Route, sent: Sent, last = "none"): Promise<Response> {
  const { params = {}, body } = samples[`${method} ${path}`] ?? {};
  const given = method === "GET" ? {} : { body: body ?? {} };
  const response = await site.send(method, `/api/v1${filled(path, params).replace(encodeURIComponent(made), last)}`, {
    ...given,
    ...sent,
  });
  // A stream would go on.
  if (response.headers.get("content-type") === "text/event-stream") await response.body?.cancel();
  return response;
}

Deno.test("every route of the API: who may not is refused before anything is read, and nothing is changed", async () => {
  await using site = await securitySite();
  const before = site.recorded();
  let refused = 0;
  for (const route of apiRoutes(site.backend)) {
    for (const who of callers) {
      const status = refusal(who, route);
      for (const proof of status === undefined ? [] : proofs) {
        // Neither a body that is none nor one that is right makes a difference.
        for (const body of route.method === "GET" ? [undefined] : [undefined, { x: [] }]) {
          const response = await ask(site, route, {
            headers: proofOf(who, proof),
            ...(body === undefined ? {} : { body }),
          });
          assert.equal(response.status, status, `${who} by ${proof}: ${route.method} ${route.path}`);
          assert.equal(response.headers.get("content-type"), "application/problem+json");
          refused += 1;
        }
      }
    }
  }
  assert.ok(refused > 300, `${refused} refusals`);
  assert.equal(site.recorded(), before);
});

Deno.test("every route of the API that reads: who may is answered, with a session as with a token, and nothing is changed", async () => {
  await using site = await securitySite();
  const before = site.recorded();
  for (const route of apiRoutes(site.backend).filter(({ method }) => method === "GET")) {
    for (const who of callers.filter((one) => refusal(one, route) === undefined)) {
      for (const proof of proofs) {
        const { status } = await ask(site, route, { headers: proofOf(who, proof) });
        // What is asked for may not be there, or need more than is said here.
        const expected = [200, 204, 400, 404, 409, 422];
        assert.ok(expected.includes(status), `${who} by ${proof}: ${route.method} ${route.path} gave ${status}`);
      }
    }
  }
  assert.equal(site.recorded(), before);
});

/** Requests that another server's page could have a browser send, with the status that refuses them. */
const foreign: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
  [{ origin: "http://evil.example" }, 403],
  [{ origin: "https://shop.example.evil.example" }, 403],
  [{ origin: "null" }, 403],
  [{ "sec-fetch-site": "cross-site" }, 403],
  [{ "sec-fetch-site": "same-site" }, 403],
  [{ origin: "http://shop.example", "sec-fetch-site": "cross-site" }, 403],
  [{ "content-type": "text/plain" }, 415],
  [{ "content-type": "application/x-www-form-urlencoded" }, 415],
  [{ "content-type": "multipart/form-data; boundary=x" }, 415],
];

Deno.test("every route that changes something: another server's page is refused whoever is logged in, and nothing is changed", async () => {
  await using site = await securitySite();
  const before = site.recorded();
  const changing = apiRoutes(site.backend).filter(({ method }) => method !== "GET");
  for (const route of changing) {
    for (const [headers, status] of foreign) {
      const sent = { headers: { host: "shop.example", ...proofOf("admin", "session"), ...headers } };
      const response = await ask(site, route, sent);
      assert.equal(response.status, status, `${route.method} ${route.path} with ${JSON.stringify(headers)}`);
      assert.equal(response.headers.get("access-control-allow-origin"), null);
    }
  }
  assert.equal(site.recorded(), before);
});

Deno.test("every route that changes something: who may is answered, and the audit has a row of it", async () => {
  await using site = await securitySite();
  const { coordination } = site.backend.ledger;
  const changing = new Map(
    apiRoutes(site.backend).filter(({ method }) => method !== "GET").map((
      route,
    ) => [`${route.method} ${route.path}`, route]),
  );
  // Those of the alerts are tried beside them.
  const forgotten = [...changing.keys()].filter((name) => !(name in samples) && !/^\w+ \/alerts?\b/.test(name));
  assert.deepEqual(forgotten, [], "tests/security/samples.ts has a request for every route that changes something");
  let last = "none";
  for (const [name, { status: expected = 200 }] of Object.entries(samples)) {
    const route = changing.get(name);
    assert.ok(route !== undefined, `${name} is a route`);
    const who = route.role === "anyone" ? "nobody" : route.role;
    const audited = (await coordination.audits({ limit: 500 })).length;
    const response = await ask(site, route, { headers: proofOf(who, "session") }, last);
    const text = await response.text();
    assert.equal(response.status, expected, `${name} gave ${response.status}: ${text}`);
    last = JSON.parse(text).id ?? last;
    const rows = (await coordination.audits({ limit: 500 })).slice(0, -audited || undefined);
    assert.equal(rows.length > 0, expected === 200, `${name} left ${rows.length} rows`);
    for (const { actor, action, target, details } of rows) {
      assert.equal(actor, who, name);
      assert.equal(details["address"], "10.0.0.7", name);
      assert.match(action, /^[a-z]+\.[a-z_]+$/);
      assert.notEqual(target, "");
    }
  }
});

Deno.test("every page and file: without login a page leads to the login, and only what the login page needs is answered", async () => {
  await using site = await securitySite();
  const { app, send } = site;
  const open = ["/login", "/static/icon.svg", "/static/:version/:name{.+}"];
  const routes = app.routes.filter(({ method, path }) => method !== "ALL" && !path.includes("*"));
  assert.ok(routes.length > 30);
  for (const { method, path } of routes) {
    assert.equal(method, "GET", `${path} only reads`);
    const place = path.replaceAll(/:\w+(\{.*?\})?/g, "none");
    const { status, headers } = await send("GET", place);
    if (open.includes(path)) assert.equal(status, place.includes("none") ? 404 : 200, path);
    else if (path === "/metrics") assert.equal(status, 401);
    else assert.deepEqual([status, headers.get("location")], [302, `/login?next=${encodeURIComponent(place)}`], path);
    for (const who of accountRoles) {
      for (const proof of proofs) {
        const answered = await send("GET", place, { headers: proofOf(who, proof) });
        // There is an administrator already: the page that makes the first one leads to the first page.
        if (path === "/setup") assert.deepEqual([answered.status, answered.headers.get("location")], [302, "/"]);
        else assert.ok([200, 404, 400, 409, 422].includes(answered.status), `${who}: ${path} gave ${answered.status}`);
      }
    }
    for (const changing of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answered = await send(changing, place, { headers: proofOf("admin", "session") });
      assert.equal(answered.status, 405, `${changing} ${path}`);
    }
  }
});
