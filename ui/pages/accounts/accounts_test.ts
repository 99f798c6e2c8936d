import assert from "node:assert/strict";
import { isPassword, secretDigest } from "../../../infra/auth/mod.ts";
import { systemRandom } from "../../../infra/random.ts";
import { createApp } from "../../app.tsx";
import { exampleBackend } from "../../testing/backend.ts";

const json = { "content-type": "application/json" };

async function site(given: { readonly readOnly?: boolean } = {}) {
  const backend = await exampleBackend({ random: systemRandom, ...given });
  const app = createApp(backend, { checked: true });
  const send = async (method: string, path: string, body: unknown = {}) => {
    const response = await app.request(`/api/v1${path}`, { method, headers: json, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  const page = async (path = "/users") => {
    const response = await app.request(path);
    assert.equal(response.status, 200);
    return await response.text();
  };
  return { backend, send, page };
}

Deno.test("accounts: while nobody logs in the page says what to do, and takes the first administrator", async () => {
  const { page, send } = await site();
  const before = await page();
  for (
    const part of ["only this machine is served", "auth: { enabled: true }", "--host 0.0.0.0", "Nobody may log in yet"]
  ) {
    assert.ok(before.includes(part), part);
  }
  assert.equal((await send("POST", "/users", { name: "ada", role: "admin", password: "0123456789" })).status, 200);
  const after = await page();
  assert.ok(after.includes("There is an administrator already") && after.includes("Remove ada"));
});

Deno.test("accounts: a password that is made is told once and is the right one", async () => {
  const { backend: { ledger }, send, page } = await site();
  const added = await send("POST", "/users", { name: "bob", role: "viewer" });
  assert.ok(await isPassword(added.body.password, (await ledger.accounts.password("bob"))!));
  const changed = await send("PATCH", "/users/bob", { makePassword: true });
  assert.notEqual(changed.body.password, added.body.password);
  assert.ok(await isPassword(changed.body.password, (await ledger.accounts.password("bob"))!));
  assert.deepEqual((await send("PATCH", "/users/bob", { password: "my own words" })).body, {});
  assert.equal((await send("PATCH", "/users/bob", { password: "my own words", makePassword: true })).status, 400);
  assert.deepEqual((await send("PATCH", "/users/bob", { role: "operator" })).body, {});
  const audits = JSON.stringify(await ledger.coordination.audits());
  for (const secret of [added.body.password, changed.body.password, "my own words"]) {
    assert.ok(!audits.includes(secret) && !(await page()).includes(secret));
  }
  const [newest] = await ledger.coordination.audits({ limit: 1 });
  assert.deepEqual(newest!.details, { role: "operator", before: "viewer", password: false });
});

Deno.test("accounts: a token's secret is told once and works; revoked it does not; expired ones are marked", async () => {
  const { backend: { ledger, clock }, send, page } = await site();
  const made = await send("POST", "/tokens", { name: "nightly", role: "operator", days: 1 });
  const digest = secretDigest(made.body.secret);
  assert.equal((await ledger.accounts.byToken(digest, clock.now()))?.role, "operator");
  assert.doesNotMatch(await page(), /! over/);
  await clock.advance(86_400_001);
  const html = await page();
  assert.match(html, /! over/);
  assert.ok(!html.includes(made.body.secret));
  assert.equal((await send("POST", "/tokens", { name: "nightly", role: "viewer" })).status, 409);
  assert.equal((await send("DELETE", "/tokens/nightly")).status, 200);
  assert.equal(await ledger.accounts.byToken(digest, 0), undefined);
  assert.equal((await send("DELETE", "/tokens/nightly")).status, 404);
});

Deno.test("accounts: the last administrator stays, names are names, and the page says why not", async () => {
  const { send } = await site();
  await send("POST", "/users", { name: "ada", role: "admin" });
  for (const [method, body] of [["DELETE", {}], ["PATCH", { role: "viewer" }]] as const) {
    const refused = await send(method, "/users/ada", body);
    assert.equal(refused.status, 400);
    assert.match(refused.body.detail, /administrator/);
  }
  for (const name of ["<img src=x>", "", "a b", "../x"]) {
    assert.equal((await send("POST", "/users", { name, role: "viewer" })).status, 400, name);
  }
  assert.equal((await send("POST", "/users", { name: "eve", role: "viewer", password: "short" })).status, 400);
});

Deno.test("accounts: names of other programs' rows stay text, and forms never put a password into an address", async () => {
  const { backend: { ledger }, page } = await site();
  const hostile = `<img src=x onerror=alert(2)>"'`;
  await ledger.accounts.addUser({ name: hostile, role: "admin", createdAt: 1 }, "hash");
  await ledger.accounts.addToken({ name: hostile, role: "viewer", createdAt: 1, createdBy: hostile }, "digest");
  const html = await page();
  assert.doesNotMatch(html, /<img|\s(style|on\w+)="/i);
  for (const [form] of html.matchAll(/<form [^>]*>/g)) assert.match(form, /method="post"/);
});

Deno.test("accounts: who is no administrator sees nobody", async () => {
  const { backend, page, send } = await site({ readOnly: true });
  await backend.ledger.accounts.addUser({ name: "ada", role: "admin", createdAt: 1 }, "hash");
  const html = await page();
  assert.match(html, /Only administrators/);
  assert.doesNotMatch(html, /ada|href="\/users"/);
  assert.equal((await send("POST", "/users", { name: "eve", role: "admin" })).status, 403);
});
