import assert from "node:assert/strict";
import { join } from "node:path";
import { allPermissions, runCli, withProject } from "./helpers/cli.ts";
import { fakeServer } from "../infra/monitoring/test_servers.ts";

const canary = "canary-5e07";
const permissions = [...allPermissions, "--allow-net=127.0.0.1"];

async function configure(root: string, alerts: string): Promise<void> {
  const config = `paths: { data: data, raw: raw }\n${alerts}`;
  await Deno.writeTextFile(join(root, "config/dev.yaml"), config);
}

const failing = ["run", "internal_preprocessing_job", "--set", "readers.ns_sales.path=raw/none.csv"];

Deno.test("cli: a failed run is told within its wait; what nobody takes is kept, listed, tried again and dropped", () =>
  withProject(async (root) => {
    let down = true;
    await using good = fakeServer(() => new Response("ok"));
    await using bad = fakeServer(() => new Response(canary, { status: down ? 404 : 200 }));
    await configure(
      root,
      `alerts:
  ui_url: https://ui.example
  channels:
    chat: { kind: slack, url: "${good.url}/services/${canary}" }
    hook: { kind: webhook, url: "${bad.url}/${canary}", signing_secret: "${canary}-0123456789" }
lineage: { url: "${good.url}/lineage", api_key: "${canary}-key" }
`,
    );
    const run = async (...words: string[]) => {
      const result = await runCli(words, { cwd: root, permissions });
      assert.ok(!(result.stdout + result.stderr).includes(canary), result.stdout + result.stderr);
      return result;
    };
    const failed = await run(...failing);
    assert.equal(failed.code, 5, failed.stderr);
    assert.match(failed.stderr, /Alert could not be delivered: hook: it answered 404/);
    const slack = good.received.filter(({ path }) => path === `/services/${canary}`);
    assert.equal(slack.length, 1);
    assert.match(JSON.parse(slack[0]!.body).text, /internal_preprocessing_job failed in dev/);
    assert.match(slack[0]!.body, /https:\/\/ui.example\/runs\//);
    const events = good.received.filter(({ path }) => path === "/lineage");
    assert.deepEqual(events.map(({ body }) => JSON.parse(body).eventType), ["START", "FAIL"]);
    assert.equal(events[0]!.headers.get("authorization"), `Bearer ${canary}-key`);

    const dead = JSON.parse((await run("alert", "list", "--state", "dead", "--json")).stdout);
    assert.deepEqual(dead.map((one: Record<string, unknown>) => [one["channel"], one["error"]]), [[
      "hook",
      "it answered 404",
    ]]);
    assert.match((await run("alert", "list")).stdout, /chat +sent/);
    assert.match((await run("alert", "retry", String(dead[0].id))).stdout, /1 message tried again; 1 dead/);
    down = false;
    assert.match((await run("alert", "retry")).stdout, /1 message tried again; 0 dead/);
    assert.equal((await run("alert", "drop", "1")).code, 2);
    assert.match((await run("alert", "test")).stdout, /^chat: taken after \d+ ms\nhook: taken after \d+ ms\n$/);
    assert.equal((await run("alert", "test", "nobody")).code, 2);
    const shown = await run("config", "show");
    assert.match(shown.stdout, /alerts\.channels\.chat\.url/);
    const database = await Deno.readFile(join(root, "data/history/history.sqlite"));
    assert.ok(!new TextDecoder("latin1").decode(database).includes(canary), "the history holds a secret");
  }));

Deno.test("cli: without permission for the network or with a wrong rule, a run is as it would be without alerts", () =>
  withProject(async (root) => {
    const channels = "alerts: { channels: { chat: { kind: slack, url: 'http://127.0.0.1:9/x' } }";
    await configure(root, `${channels} }\n`);
    const failed = await runCli([...failing, "--set", "alerts.wait_seconds=0"], { cwd: root });
    assert.equal(failed.code, 5, failed.stderr);
    const tested = await runCli(["alert", "test"], { cwd: root });
    assert.deepEqual([tested.code, tested.stdout], [
      1,
      "chat: this process may not use the network: allow its host with --allow-net\n",
    ]);
    await configure(
      root,
      `${channels}, rules: [{ name: a, events: [run_failed], channels: [chta], title: "{jbo}" }] }\n`,
    );
    const refused = await runCli(["validate"], { cwd: root });
    assert.equal(refused.code, 3);
    assert.match(
      refused.stderr + refused.stdout,
      /no channel is called "chta"; channels are chat|no placeholder "\{jbo\}"/,
    );
  }));
