import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../infra/mod.ts";
import { openSqliteLedger } from "../pipeline/engine/mod.ts";
import { allPermissions, runCli, withProject } from "./helpers/cli.ts";

Deno.test("cli health: it tells who is there, here and anywhere, and fails without a daemon", () =>
  withProject(async (root) => {
    const ask = async (...words: string[]) => {
      const { code, stdout, stderr } = await runCli(["health", ...words, "--json"], {
        cwd: root,
        permissions: [...allPermissions, "--allow-net=127.0.0.1"],
      });
      assert.equal(stderr, "");
      const { ok, state, checks, workers } = JSON.parse(stdout);
      assert.equal(code, ok ? 0 : 3);
      return { state, checks, names: workers.map(({ name }: { name: string }) => name) };
    };
    const nothing = await runCli(["health"], { cwd: root });
    assert.deepEqual([nothing.code, nothing.stderr], [3, ""]);
    assert.match(nothing.stdout, /History +nothing was ever recorded[^]*next Start a daemon: ".* daemon --env dev"/);
    const url = "postgres://me:hidden_word@127.0.0.1:1/none";
    const down = await ask("--here", "--set", `history={kind: postgres, url: "${url}"}`);
    assert.equal(down.state, "failing");
    assert.match(down.checks[0].detail, /no server answers there/);
    assert.ok(!JSON.stringify(down).includes("hidden_word"));

    const { history, coordination: { workers } } = await openSqliteLedger(join(root, "data/history/history.sqlite"));
    await using _history = history;
    const now = systemClock.now();
    // A sign of life that stays new however long the test takes.
    const [startedAt, seenAt] = [now, now + 3_600_000];
    await workers.seen({ name: "elsewhere:1:a", role: "daemon", startedAt, seenAt });
    assert.deepEqual((await ask("--here")).names, []);
    assert.equal((await ask("--here")).state, "failing");
    const there = await ask();
    assert.deepEqual(there.names, ["elsewhere:1:a"]);
    const check = there.checks.find(({ name }: { name: string }) => name === "Workers");
    assert.deepEqual([check.state, check.detail], ["ok", "1 daemon with a sign of life"]);

    const own = `${Deno.hostname()}:1:b`;
    await workers.seen({ name: own, role: "worker", startedAt, seenAt: now - 3_600_000 });
    assert.match((await ask("--here")).checks[0].detail, /no sign of life/);
    await workers.seen({ name: own, role: "worker", startedAt, seenAt });
    assert.deepEqual([(await ask("--here")).state, (await ask("--here")).names], ["ok", [own]]);

    const shown = await runCli(["health", "--here"], { cwd: root });
    assert.match(shown.stdout, /^✓ This machine +worker: the last sign of life/);
    await workers.gone("elsewhere:1:a");
    const { state, checks } = await ask();
    assert.equal(state, "failing");
    assert.match(checks[0].detail, /but no daemon: schedules/);
  }));
