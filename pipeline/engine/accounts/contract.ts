import assert from "node:assert/strict";
import type { Accounts } from "./accounts.ts";

/** What accounts in a database of either kind do. */
export function accountsContract(
  kind: string,
  open: () => Promise<{ readonly accounts: Accounts; readonly dispose: () => Promise<void> }>,
): void {
  const test = (what: string, body: (accounts: Accounts) => Promise<void>) =>
    Deno.test(`${kind}: accounts: ${what}`, async () => {
      const { accounts, dispose } = await open();
      try {
        await body(accounts);
      } finally {
        await dispose();
      }
    });

  test("users are added once, changed, removed, and one administrator stays", async (accounts) => {
    assert.equal(await accounts.addUser({ name: "ada", role: "admin", createdAt: 5 }, "h1"), true);
    assert.equal(await accounts.addUser({ name: "ada", role: "viewer", createdAt: 6 }, "h2"), false);
    assert.equal(await accounts.addUser({ name: "bob", role: "viewer", createdAt: 7 }, "h3"), true);
    assert.equal(await accounts.password("ada"), "h1");
    assert.equal(await accounts.password("nobody"), undefined);
    assert.equal(await accounts.changeUser("bob", { role: "operator" }), true);
    assert.equal(await accounts.changeUser("nobody", { role: "operator" }), false);
    assert.equal(await accounts.removeUser("nobody"), false);
    await assert.rejects(accounts.changeUser("ada", { role: "viewer" }), /no administrator would be left/);
    await assert.rejects(accounts.removeUser("ada"), /no administrator would be left/);
    assert.deepEqual(await accounts.users(), [
      { name: "ada", role: "admin", createdAt: 5 },
      { name: "bob", role: "operator", createdAt: 7 },
    ]);
    assert.equal(await accounts.removeUser("bob"), true);
  });

  test("where there is no administrator yet, others may be changed and removed", async (accounts) => {
    await accounts.addUser({ name: "bob", role: "viewer", createdAt: 1 }, "h1");
    assert.equal(await accounts.changeUser("bob", { password: "h2" }), true);
    assert.equal(await accounts.password("bob"), "h2");
    assert.equal(await accounts.removeUser("bob"), true);
  });

  test("a session lasts until its end, a change of password or the end of its user", async (accounts) => {
    await accounts.addUser({ name: "ada", role: "admin", createdAt: 0 }, "h1");
    await accounts.addUser({ name: "bob", role: "viewer", createdAt: 0 }, "h2");
    const open = (digest: string, user: string) => accounts.openSession({ digest, user, at: 10, expiresAt: 20 });
    await open("s1", "bob");
    assert.deepEqual(await accounts.bySession("s1", 19), { name: "bob", role: "viewer" });
    assert.equal(await accounts.bySession("s1", 20), undefined);
    assert.equal(await accounts.bySession("s2", 19), undefined);
    await accounts.changeUser("bob", { password: "h3" });
    assert.equal(await accounts.bySession("s1", 19), undefined);
    await open("s3", "bob");
    await accounts.closeSession("s3");
    assert.equal(await accounts.bySession("s3", 19), undefined);
    await open("s4", "bob");
    await accounts.removeUser("bob");
    assert.equal(await accounts.bySession("s4", 19), undefined);
  });

  test("a token is found by its digest until it expires or is removed", async (accounts) => {
    const token = { name: "planner", role: "operator", createdAt: 1, createdBy: "ada" } as const;
    assert.equal(await accounts.addToken({ ...token, expiresAt: 50 }, "d1"), true);
    assert.equal(await accounts.addToken(token, "d2"), false);
    assert.equal(await accounts.addToken({ ...token, name: "robot" }, "d3"), true);
    assert.deepEqual(await accounts.byToken("d1", 49), { name: "planner", role: "operator" });
    assert.equal(await accounts.byToken("d1", 50), undefined);
    assert.equal(await accounts.byToken("d2", 0), undefined);
    assert.deepEqual(await accounts.byToken("d3", 1e15), { name: "robot", role: "operator" });
    assert.deepEqual((await accounts.tokens()).map(({ name, expiresAt }) => [name, expiresAt]), [
      ["planner", 50],
      ["robot", undefined],
    ]);
    assert.equal(await accounts.removeToken("robot"), true);
    assert.equal(await accounts.removeToken("robot"), false);
    assert.equal(await accounts.byToken("d3", 1), undefined);
  });
}
