import assert from "node:assert/strict";
import { createApp } from "../app.tsx";
import { exampleBackend } from "../testing/backend.ts";
import { FirstSetup } from "./first_setup.ts";

const secret = "set_abcdefghijklmnopqrstuvwxyz234567";
const password = "long enough a password";

async function closed() {
  const bare = await exampleBackend();
  const settings = { ...bare.settings, auth: { ...bare.settings.auth, enabled: true } };
  const backend = { ...bare, settings, setup: new FirstSetup(secret, bare.ledger) };
  const app = createApp(backend, { checked: true });
  const headers = { "content-type": "application/json" };
  const post = (path: string, body: unknown, address?: string) =>
    app.request(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) }, { address });
  return { backend, app, post };
}

Deno.test("setup: while there is no administrator every page leads to the one that makes the first, which can log in then", async () => {
  const { backend, app, post } = await closed();
  for (const path of ["/", "/login", "/runs"]) {
    const { status, headers } = await app.request(path);
    assert.deepEqual([status, headers.get("location")], [302, "/setup"]);
  }
  assert.equal((await app.request("/metrics")).status, 401);
  const html = await (await app.request("/setup")).text();
  assert.ok(html.includes("Nobody can log in yet") && !html.includes(secret));
  assert.equal((await app.request("/api/v1/runs")).status, 401);
  assert.deepEqual(await (await post("/setup", { secret, name: "ada", password })).json(), { name: "ada" });
  const users = await backend.ledger.accounts.users();
  assert.deepEqual(users.map(({ name, role }) => [name, role]), [["ada", "admin"]]);
  assert.deepEqual(
    (await backend.ledger.coordination.audits()).map(({ actor, action, target }) => [actor, action, target]),
    [
      ["nobody", "user.setup", "ada"],
    ],
  );
  assert.equal((await post("/session", { name: "ada", password })).status, 200);
  const { headers } = await app.request("/setup");
  assert.equal(headers.get("location"), "/login?next=%2Fsetup");
});

Deno.test("setup: the secret holds once, also for two at a time, and not once there is an administrator", async () => {
  const { backend, post } = await closed();
  const both = await Promise.all(["ada", "bob"].map((name) => post("/setup", { secret, name, password })));
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 403]);
  assert.equal((await backend.ledger.accounts.users()).length, 1);
  assert.equal((await post("/setup", { secret, name: "eve", password })).status, 403);
  const other = await closed();
  await other.backend.ledger.accounts.addUser({ name: "ada", role: "admin", createdAt: 1 }, "x");
  assert.equal((await other.post("/setup", { secret, name: "eve", password })).status, 403);
});

Deno.test("setup: a wrong secret is refused and cannot be guessed; a bad name or password leaves the secret as it was", async () => {
  const { backend, post } = await closed();
  assert.equal((await post("/setup", { secret, name: "ada", password: "short" })).status, 400);
  await backend.ledger.accounts.addUser({ name: "viewer", role: "viewer", createdAt: 1 }, "x");
  assert.equal((await post("/setup", { secret, name: "viewer", password })).status, 400);
  assert.equal((await post("/setup", { secret: "set_x", name: "eve", password })).status, 403);
  assert.equal((await post("/setup", { secret, name: "ada", password })).status, 200);
  const { post: guess } = await closed();
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++) {
    statuses.push((await guess("/setup", { secret: `set_${n}`, name: "e", password }, "192.0.2.6")).status);
  }
  assert.deepEqual([statuses[0], statuses.at(-1)], [403, 429]);
  const elsewhere = await guess("/setup", { secret, name: "ada", password }, "192.0.2.7");
  assert.equal(elsewhere.status, 200, "who guesses keeps nobody else out");
});
