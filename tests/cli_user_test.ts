import assert from "node:assert/strict";
import { isPassword } from "../infra/auth/mod.ts";
import { openSqliteLedger } from "../pipeline/engine/mod.ts";
import { runCli, withProject } from "./helpers/cli.ts";

Deno.test("cli: users and tokens are added, changed and removed; secrets are shown once and never kept", () =>
  withProject(async (root) => {
    const cli = (...words: string[]) => runCli(words, { cwd: root });
    assert.match((await cli("user", "list")).stdout, /Nobody may log in yet/);
    const added = JSON.parse((await cli("user", "add", "ada", "--role", "admin", "--json")).stdout);
    assert.match(added.password, /^pw_\w{32}$/);
    const file = `${root}/password.txt`;
    await Deno.writeTextFile(file, "long enough, isn't it\n");
    assert.match((await cli("user", "add", "bob", "--password-file", file)).stdout, /^bob {2}added viewer\n$/);
    assert.equal((await cli("user", "role", "bob", "--role", "operator")).code, 0);
    const made = await cli("token", "create", "nightly", "--role", "operator", "--days", "1");
    const secret = /secret {2}(clu_\w{32})/.exec(made.stdout)?.[1] ?? "";
    assert.notEqual(secret, "");

    const { history, accounts, coordination } = await openSqliteLedger(`${root}/data/history/history.sqlite`);
    assert.ok(await isPassword(added.password, await accounts.password("ada") ?? ""));
    assert.ok(await isPassword("long enough, isn't it", await accounts.password("bob") ?? ""));
    assert.deepEqual((await accounts.users()).map(({ name, role }) => [name, role]), [["ada", "admin"], [
      "bob",
      "operator",
    ]]);
    const audits = await coordination.audits();
    assert.deepEqual(audits.map(({ action, target }) => `${action} ${target}`), [
      "token.create nightly",
      "user.role bob",
      "user.add bob",
      "user.add ada",
    ]);
    assert.ok(![secret, added.password].some((text) => JSON.stringify(audits).includes(text)));
    await history.close();

    assert.equal((await cli("user", "remove", "bob")).code, 0);
    assert.equal((await cli("token", "revoke", "nightly")).code, 0);
    assert.equal(JSON.parse((await cli("token", "list", "--json")).stdout).length, 0);
  }));

Deno.test("cli: what cannot be done with users and tokens is told with a way out", () =>
  withProject(async (root) => {
    const refused = async (...words: string[]) => {
      const { code, stderr } = await runCli(words, { cwd: root });
      assert.equal(code, 2, words.join(" "));
      return stderr;
    };
    await runCli(["user", "add", "ada", "--role", "admin"], { cwd: root });
    assert.match(await refused("user", "add", "ada"), /there is one of that name/);
    assert.match(await refused("user", "remove", "ada"), /no administrator would be left/);
    assert.match(await refused("user", "role", "ada", "--role", "viewer"), /no administrator would be left/);
    assert.match(await refused("user", "role", "ada"), /--role is missing/);
    assert.match(await refused("user", "password", "nobody"), /Cannot find the user "nobody"/);
    assert.match(await refused("user", "add", "a b"), /"a b" is not/);
    assert.match(await refused("user", "add"), /NAME is missing/);
    assert.match(await refused("token", "revoke", "none"), /Cannot find the token "none"/);
    await Deno.writeTextFile(`${root}/short.txt`, "short\n");
    assert.match(await refused("user", "add", "eve", "--password-file", "short.txt"), /less than 10 characters/);
  }));
