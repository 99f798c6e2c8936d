import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../infra/clock.ts";
import { silentLogger } from "../infra/log.ts";
import { webhookChannel } from "../infra/monitoring/mod.ts";
import { fakeServer } from "../infra/monitoring/test_servers.ts";
import { systemRandom } from "../infra/random.ts";
import { deliverDue, openSqliteLedger } from "../pipeline/engine/mod.ts";
import { allPermissions, startCli, withProject } from "./helpers/cli.ts";

Deno.test("cli: a process killed between sending an alert and recording it makes it come twice, with one id", () =>
  withProject(async (root) => {
    const killed = Promise.withResolvers<void>();
    const started = Promise.withResolvers<Deno.ChildProcess>();
    let first = true;
    await using server = fakeServer(async () => {
      if (!first) return new Response("ok");
      first = false;
      const run = await started.promise;
      run.kill("SIGKILL");
      await run.status;
      killed.resolve();
      return new Response("ok");
    });
    const url = `${server.url}/hook`;
    const config =
      `paths: { data: data, raw: raw }\nalerts: { channels: { hook: { kind: webhook, url: "${url}" } } }\n`;
    await Deno.writeTextFile(join(root, "config/dev.yaml"), config);
    const words = ["run", "internal_preprocessing_job", "--set", "readers.ns_sales.path=raw/none.csv"];
    const run = startCli(words, { cwd: root, permissions: [...allPermissions, "--allow-net=127.0.0.1"] });
    started.resolve(run);
    await Promise.all([killed.promise, run.stdout.cancel(), run.stderr.cancel()]);

    const { history, outbox } = await openSqliteLedger(join(root, "data/history/history.sqlite"));
    const sending = await outbox.list({ limit: 10 });
    assert.deepEqual(sending.map(({ state }) => state), ["waiting"]);
    const deliver = async (later: number) => {
      const clock = { ...systemClock, now: () => systemClock.now() + later };
      const channels = new Map([["hook", webhookChannel("hook", url, { clock })]]);
      return await deliverDue({ outbox, channels, clock, random: systemRandom, log: silentLogger });
    };
    assert.deepEqual(await deliver(0), { sent: 0, failed: 0 });
    assert.deepEqual(await deliver(121_000), { sent: 1, failed: 0 });
    assert.deepEqual(await deliver(242_000), { sent: 0, failed: 0 });
    const ids = server.received.map(({ headers }) => headers.get("alert-id"));
    assert.equal(ids.length, 2);
    assert.equal(new Set(ids).size, 1);
    await history.close();
  }));
