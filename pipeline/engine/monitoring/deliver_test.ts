import assert from "node:assert/strict";
import { silentLogger } from "../../../infra/log.ts";
import { DeliveryError } from "../../../infra/monitoring/mod.ts";
import { alertService, deliverDue, type DeliverOptions, deliverWithin } from "./deliver.ts";
import { busy, fakeChannel, type TestLedger, testLedger } from "./test_ledger.ts";

const least = { bytes: (count: number) => new Uint8Array(count) };

function options(ledger: TestLedger, channels: readonly ReturnType<typeof fakeChannel>[]): DeliverOptions {
  const { outbox, clock } = ledger;
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  return { outbox, clock, channels: byName, random: least, log: silentLogger };
}

const message = (channel: string, n = 1) => ({ key: `k${n}|${channel}`, channel, body: `{"n":${n}}` });

Deno.test("deliverDue: one channel's failure hides no other's success, and is tried later and later", async () => {
  await using ledger = await testLedger();
  const [good, bad] = [fakeChannel("good"), fakeChannel("bad", () => busy)];
  await ledger.outbox.put([message("bad"), message("good"), message("gone")], ledger.clock.now());
  const own = { ...options(ledger, [bad, good]), attempts: 4 };
  assert.deepEqual(await deliverDue(own), { sent: 1, failed: 1 });
  assert.deepEqual(good.taken, [{ n: 1 }]);
  // With the least jitter: after 0.5, 1 and 2 s.
  for (const [wait, tries] of [[499, 1], [1, 2], [999, 2], [1, 3], [1_999, 3], [1, 4], [900_000, 4]] as const) {
    await ledger.clock.advance(wait);
    await deliverDue(own);
    assert.equal(bad.tries, tries, `after ${wait} ms more`);
  }
  const [dead, ...others] = await ledger.outbox.list({ state: "dead" });
  assert.deepEqual([dead!.error, dead!.attempts, others.length], ["it answered 503", 4, 0]);
  assert.equal(good.tries, 1);
  assert.deepEqual((await ledger.outbox.list({ state: "waiting" })).map(({ channel }) => channel), ["gone"]);
});

Deno.test("deliverDue: what cannot get better is not tried again; the dead are kept, tried anew or dropped", async () => {
  await using ledger = await testLedger();
  const { outbox, clock } = ledger;
  let fault: Error | undefined = new DeliveryError("it answered 404", { permanent: true });
  const channel = fakeChannel("ops", () => fault);
  const own = options(ledger, [channel]);
  await outbox.put([message("ops", 1), message("ops", 2)], clock.now());
  await deliverDue(own);
  assert.equal(channel.tries, 2);
  const dead = await outbox.list({ state: "dead" });
  assert.deepEqual(dead.map(({ error }) => error), ["it answered 404", "it answered 404"]);
  assert.deepEqual([await outbox.drop(dead[0]!.id), await outbox.drop(dead[0]!.id)], [1, 0]);
  fault = undefined;
  assert.equal(await outbox.retry(clock.now()), 1);
  assert.deepEqual(await deliverDue(own), { sent: 1, failed: 0 });
  assert.deepEqual(channel.taken, [{ n: 1 }]);
  await outbox.put([message("ops", 1)], clock.now());
  assert.deepEqual(await deliverDue(own), { sent: 0, failed: 0 });
});

Deno.test("deliverDue: a server's wish to wait is heard, and no foreign error's text is kept", async () => {
  await using ledger = await testLedger();
  const faults = [
    new DeliveryError("it answered 429", { retryAfter: 60_000 }),
    new TypeError("https://canary.example"),
  ];
  const channel = fakeChannel("ops", (count) => faults[count - 1]);
  await ledger.outbox.put([message("ops")], ledger.clock.now());
  await deliverDue(options(ledger, [channel]));
  await ledger.clock.advance(59_999);
  await deliverDue(options(ledger, [channel]));
  assert.equal(channel.tries, 1);
  await ledger.clock.advance(1);
  await deliverDue(options(ledger, [channel]));
  assert.equal((await ledger.outbox.list())[0]!.error, "it could not be used (TypeError)");
});

Deno.test("deliverDue: what a process took and never told of goes to another one after its lease", async () => {
  await using ledger = await testLedger();
  const { outbox, clock } = ledger;
  await outbox.put([message("ops")], clock.now());
  const lost = await outbox.claim("ops", clock.now(), clock.now() + 120_000);
  const channel = fakeChannel("ops");
  await clock.advance(119_999);
  assert.equal((await deliverDue(options(ledger, [channel]))).sent, 0);
  await clock.advance(1);
  assert.equal((await deliverDue(options(ledger, [channel]))).sent, 1);
  // The late word of the lost one changes nothing.
  await outbox.failed(lost!, { error: "late", time: clock.now() });
  assert.equal((await outbox.list())[0]!.state, "sent");
});

Deno.test("deliverWithin: a run's end waits no longer than it may; the rest is kept", async () => {
  await using ledger = await testLedger();
  const { outbox, clock } = ledger;
  const asked = Promise.withResolvers<void>();
  const stuck = {
    name: "stuck",
    send: (_: unknown, signal?: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        asked.resolve();
      }),
  };
  const good = fakeChannel("good", (count) => count === 1 ? busy : undefined);
  await outbox.put([message("stuck"), message("good")], clock.now());
  const channels = new Map([["stuck", stuck], ["good", good]]);
  const done = deliverWithin(3_000, { ...options(ledger, []), channels });
  await asked.promise;
  await clock.advance(3_000);
  await done;
  const [kept] = await outbox.list({ state: "waiting" });
  assert.equal(kept!.channel, "good");
  assert.equal(clock.sleepers, 0);
});

Deno.test("alertService: tells what is recorded, lives through a fault, ends when told", async () => {
  await using ledger = await testLedger();
  const { clock } = ledger;
  const channel = fakeChannel("ops");
  const faults: unknown[] = [];
  const log = { ...silentLogger, error: (_: string, fields?: unknown) => void faults.push(fields) };
  let broken = true;
  const history = new Proxy(ledger.history, {
    get: (target, name) => {
      if (broken && name === "runs") throw new Error("disk on fire");
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const { judging, outbox } = ledger;
  const service = alertService({ history, outbox }, { ...options(ledger, [channel]), log, judge: judging([{}]) });
  const stop = new AbortController();
  const ended = service.run(stop.signal);
  const sleeping = async () => {
    while (clock.sleepers === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  await sleeping();
  assert.deepEqual(faults, [{ error: "disk on fire" }]);
  broken = false;
  await clock.advance(2_000);
  await sleeping();
  await ledger.ended("r1", "failure");
  await clock.advance(2_000);
  await sleeping();
  assert.equal(channel.taken.length, 1);
  stop.abort();
  await ended;
});
