import assert from "node:assert/strict";
import type { Service } from "../pipeline/engine/mod.ts";
import { LiveServices, type ServiceParts } from "./live_services.ts";

const parts = {} as ServiceParts;

async function reloadsOf(services: readonly Service[], asks: number): Promise<number> {
  let reads = 0;
  const end = new AbortController();
  const reloaded = () => {
    reads++;
    if (reads < asks) live.reload();
    else end.abort();
  };
  const live = await LiveServices.start(parts, {
    read: () => Promise.resolve(parts),
    services: () => Promise.resolve(services),
    onReload: reloaded,
  });
  const running = live.run(end.signal);
  // Whatever would happen by itself happens in these turns.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  assert.equal(reads, 0, "nobody has asked");
  live.reload();
  await running;
  return reads;
}

Deno.test("LiveServices: the configuration is read when somebody asks, also where no service goes on", async () => {
  assert.equal(await reloadsOf([], 3), 3);
  assert.equal(await reloadsOf([{ name: "short", run: () => Promise.resolve() }], 2), 2);
});

Deno.test("LiveServices: a service that fails ends all with what was wrong", async () => {
  const broken: Service = { name: "broken", run: () => Promise.reject(new Error("disk gone")) };
  const live = await LiveServices.start(parts, {
    read: () => Promise.resolve(parts),
    services: () => Promise.resolve([broken]),
    onReload: () => assert.fail("nobody has asked"),
  });
  await assert.rejects(live.run(new AbortController().signal), /disk gone/);
});
