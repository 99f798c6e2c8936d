import assert from "node:assert/strict";
import { hashPassword, secretDigest } from "../../infra/auth/mod.ts";
import type { ManualClock } from "../../infra/clock.ts";
import { systemRandom } from "../../infra/random.ts";
import { createApp } from "../app.tsx";
import type { Backend } from "../backend.ts";
import { exampleBackend } from "../testing/backend.ts";

const password = "correct horse battery";
const hashed = await hashPassword(password);
const host = "http://shop.example";
const json = { "content-type": "application/json" };

interface Site {
  readonly backend: Backend & { readonly clock: ManualClock };
  readonly send: (method: string, path: string, headers?: Record<string, string>, body?: unknown) => Promise<Response>;
}

/** A server that people log in to: ada administers, olga operates, vic looks, a token looks. */
async function site(auth: Partial<Backend["settings"]["auth"]> = {}): Promise<Site> {
  const bare = await exampleBackend({ random: systemRandom });
  const settings = { ...bare.settings, auth: { enabled: true, session_hours: 2, https: false, proxies: [], ...auth } };
  const backend = { ...bare, settings };
  const { accounts } = backend.ledger;
  for (const [name, role] of [["ada", "admin"], ["olga", "operator"], ["vic", "viewer"]] as const) {
    await accounts.addUser({ name, role, createdAt: 0 }, hashed);
  }
  await accounts.addToken({ name: "robot", role: "viewer", createdAt: 0, createdBy: "ada" }, secretDigest("clu_robot"));
  const app = createApp(backend, { checked: true });
  const send: Site["send"] = async (method, path, headers = {}, body) =>
    await app.request(`${host}${path}`, {
      method,
      headers: { ...(method === "GET" ? {} : json), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }, { address: "10.0.0.7" });
  return { backend, send };
}

async function loggedIn({ send }: Site, name: string): Promise<Record<string, string>> {
  const response = await send("POST", "/api/v1/session", {}, { name, password });
  assert.equal(response.status, 200);
  return { cookie: (response.headers.get("set-cookie") ?? "").split(";")[0]! };
}

/** Every address of the API with its method and the role that it needs. */
async function addresses({ send }: Site) {
  const cookie = { authorization: "Bearer clu_robot" };
  const found = await (await send("GET", "/api/v1/openapi.json", cookie)).json() as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly description: string }>>>>;
  };
  return Object.entries(found.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { description }]) => ({
      method: method.toUpperCase(),
      path: `/api/v1${path.replaceAll(/\{\w+\}/g, "none")}`,
      role: /^For (viewer|operator|admin)s/.exec(description)?.[1] ?? "anyone",
    }))
  );
}

Deno.test("login: without it nothing is answered but health and the login itself", async () => {
  const place = await site();
  for (const { method, path, role } of await addresses(place)) {
    const { status } = await place.send(method, path, {}, method === "GET" ? undefined : {});
    if (role !== "anyone") assert.equal(status, 401, `${method} ${path}`);
  }
  for (const path of ["/", "/runs", "/assets/x", "/nope"]) {
    const response = await place.send("GET", path);
    assert.deepEqual([response.status, response.headers.get("location")], [
      302,
      `/login?next=${encodeURIComponent(path)}`,
    ]);
  }
  assert.equal((await place.send("GET", "/login")).status, 200);
  assert.equal((await place.send("GET", "/metrics")).status, 401);
  const health = await (await place.send("GET", "/api/v1/health")).json();
  assert.equal(health.status, "ok");
});

Deno.test("login: who has another role than an address needs is refused", async () => {
  const place = await site();
  const roles = ["viewer", "operator", "admin"];
  for (const [name, own] of [["vic", "viewer"], ["olga", "operator"]] as const) {
    const cookie = await loggedIn(place, name);
    const tooMuch = (await addresses(place)).filter(({ role }) => roles.indexOf(role) > roles.indexOf(own));
    assert.ok(tooMuch.length > 3);
    for (const { method, path } of tooMuch) {
      const { status } = await place.send(method, path, cookie, method === "GET" ? undefined : {});
      assert.equal(status, 403, `${name}: ${method} ${path}`);
    }
  }
});

Deno.test("login: gives a cookie that scripts cannot read, and an audit row", async () => {
  const place = await site();
  const response = await place.send("POST", "/api/v1/session", {}, { name: "ada", password });
  assert.match(
    response.headers.get("set-cookie") ?? "",
    /^session=cls_\w{32}; Path=\/; Max-Age=7200; HttpOnly; SameSite=Strict$/,
  );
  assert.deepEqual(await response.json(), { name: "ada", role: "admin", via: "session" });
  const [audited] = await place.backend.ledger.coordination.audits();
  assert.deepEqual([audited?.actor, audited?.action, audited?.target], ["nobody", "session.login", "ada"]);
  const secure = await (await site({ https: true })).send("POST", "/api/v1/session", {}, { name: "ada", password });
  assert.match(secure.headers.get("set-cookie") ?? "", /^__Host-session=.*; Secure$/);
});

Deno.test("login: a session ends when it is over, when one logs out and with the password", async () => {
  const place = await site();
  const status = async (cookie: Record<string, string>) => (await place.send("GET", "/api/v1/session", cookie)).status;
  const [first, second, third] = [
    await loggedIn(place, "vic"),
    await loggedIn(place, "vic"),
    await loggedIn(place, "ada"),
  ];
  assert.equal(await status(first), 200);
  assert.equal((await place.send("DELETE", "/api/v1/session", first, {})).status, 200);
  assert.deepEqual([await status(first), await status(second)], [401, 200]);
  await place.send("PATCH", "/api/v1/users/vic", third, { password: "another long one" });
  assert.deepEqual([await status(second), await status(third)], [401, 200]);
  await place.backend.clock.advance(2 * 3_600_000);
  assert.equal(await status(third), 401);
});

Deno.test("login: a token is as good as its role, until it is revoked", async () => {
  const place = await site();
  const admin = await loggedIn(place, "ada");
  const made = await (await place.send("POST", "/api/v1/tokens", admin, { name: "ci", role: "operator", days: 1 }))
    .json();
  const bearer = { authorization: `Bearer ${made.secret}` };
  assert.equal((await (await place.send("GET", "/api/v1/session", bearer)).json()).role, "operator");
  assert.equal((await place.send("GET", "/api/v1/users", bearer)).status, 403);
  const listed = await (await place.send("GET", "/api/v1/tokens", admin)).text();
  assert.ok(!listed.includes(made.secret));
  assert.equal((await place.send("DELETE", "/api/v1/tokens/ci", admin, {})).status, 200);
  assert.equal((await place.send("GET", "/api/v1/session", bearer)).status, 401);
  assert.equal((await place.send("GET", "/api/v1/session", { authorization: "Bearer clu_guess" })).status, 401);
});

Deno.test("login: guessing is slowed down, for a name and for an address, and tells nothing", async () => {
  const place = await site();
  const wrong = (name: string) => place.send("POST", "/api/v1/session", {}, { name, password: "wrong" });
  const [known, unknown] = [await (await wrong("ada")).text(), await (await wrong("nobody")).text()];
  assert.equal(known, unknown);
  for (let i = 0; i < 8; i++) assert.equal((await wrong("ada")).status, 401);
  const refused = await place.send("POST", "/api/v1/session", {}, { name: "ada", password });
  assert.equal(refused.status, 429);
  assert.match((await refused.json()).remedy, /^Wait \d+ seconds/);
  await place.backend.clock.advance(15 * 60_000);
  await loggedIn(place, "ada");
});

Deno.test("login: another server's page can change nothing, whoever is logged in", async () => {
  const place = await site();
  const cookie = await loggedIn(place, "ada");
  const body = { name: "eve", role: "admin", password: "long enough for eve" };
  for (const origin of ["http://evil.example", "https://shop.example.evil", "null", "http://shop.example:81"]) {
    assert.equal(
      (await place.send("POST", "/api/v1/users", { ...cookie, origin, host: "shop.example" }, body)).status,
      403,
    );
  }
  const form = { ...cookie, "content-type": "application/x-www-form-urlencoded" };
  assert.equal((await place.send("POST", "/api/v1/users", form, body)).status, 415);
  assert.equal((await place.backend.ledger.accounts.users()).length, 3);
  const own = { ...cookie, origin: "https://shop.example", host: "shop.example" };
  assert.equal((await place.send("POST", "/api/v1/users", own, body)).status, 200);
});

Deno.test("login: what is too large or holds header characters does no harm", async () => {
  const place = await site();
  const large = { name: "ada", password: "x".repeat(2_000_000) };
  assert.equal((await place.send("POST", "/api/v1/session", {}, large)).status, 413);
  const next = await place.send("GET", "/runs?x=%0d%0aset-cookie:%20a=b");
  assert.deepEqual([next.status, next.headers.get("set-cookie")], [302, null]);
  const split = await place.send("POST", "/api/v1/session", {}, { name: "ada\r\nset-cookie: a=b", password });
  assert.deepEqual([split.status, split.headers.get("set-cookie")], [401, null]);
});

Deno.test("login: one caller's many requests do not take the others' share", async () => {
  const place = await site();
  const asked = (token: string) => place.send("GET", "/api/v1/session", { authorization: `Bearer ${token}` });
  const { requests_per_minute: most } = place.backend.settings.ui;
  const cookie = await loggedIn(place, "vic");
  for (let i = 0; i < most; i++) await asked("clu_robot");
  assert.equal((await asked("clu_robot")).status, 429);
  assert.equal((await place.send("GET", "/api/v1/session", cookie)).status, 200);
});

Deno.test("login: pages made only for looking let nobody change anything", async () => {
  const place = await site();
  const app = createApp({ ...place.backend, readOnly: true }, { checked: true });
  const headers = { ...json, ...await loggedIn(place, "ada") };
  const response = await app.request(`${host}/api/v1/users/vic`, { method: "DELETE", headers, body: "{}" });
  assert.equal(response.status, 403);
});
