import assert from "node:assert/strict";
import { type Clock, type ManualClock, manualClock } from "../../../infra/clock.ts";
import type { ProcessGroup } from "../../../infra/processes/mod.ts";
import type { Claim } from "../coordination.ts";
import { newRun } from "../coordination/contract.ts";
import { isSilent, longestSilence } from "../heartbeat.ts";
import type { Ledger } from "../history/ledger.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { turns } from "../testing/kit.ts";
import { runWorker } from "./worker.ts";

const hour = 3_600_000;
const limits = { total: 4, jobs: {}, tags: {}, pools: {} };

/** A machine with one queued run, workers without real processes, and a clock that is set by hand. */
interface Machine {
  /** Sets the clock; the steady one goes on as before, as when a machine slept or somebody set the time. */
  jump(milliseconds: number): void;
  pass(milliseconds: number): Promise<void>;
  /** Starts a worker; it stops to do anything when `stop` is called, as one that was killed. */
  start(name: string): { readonly die: () => void };
  claim(): Promise<Claim | undefined>;
}

async function withMachine(test: (machine: Machine) => Promise<void>): Promise<void> {
  const ledger = await openSqliteLedger(":memory:");
  const time = manualClock(hour * 24);
  let offset = 0;
  const clock: Clock = { ...time, now: () => time.now() + offset, elapsed: () => time.elapsed() };
  const stop = new AbortController();
  const working: Promise<void>[] = [];
  await ledger.coordination.queue.enqueue([newRun("r1", { onCrash: "resume", attempts: 9 })]);
  await test({
    jump: (milliseconds) => void (offset += milliseconds),
    pass: (milliseconds) => pass(time, milliseconds),
    claim: async () => (await ledger.coordination.queue.item("r1"))?.claim,
    start(name) {
      const dead = { is: false };
      const own = mortal(ledger, dead);
      working.push(runWorker(own, { launch: endless, limits, name, signal: stop.signal, clock, grace: 0 }));
      return { die: () => void (dead.is = true) };
    },
  });
  stop.abort();
  await pass(time, 10_000);
  await Promise.all(working);
  await ledger.history.close();
}

async function pass(time: ManualClock, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 500) {
    await time.advance(500);
    await turns(6);
  }
}

/** A process that goes on until it is ended. */
function endless(): ProcessGroup {
  const { promise: ended, resolve } = Promise.withResolvers<Awaited<ProcessGroup["ended"]>>();
  const end = () => {
    resolve({ code: 143, signal: "SIGTERM", errors: "" });
    return Promise.resolve({ group: 2, signals: [], gone: true, milliseconds: 0 });
  };
  return { id: 2, ended, end, forget() {} };
}

/** A ledger that a dead worker can do nothing with. */
function mortal({ coordination, ...rest }: Ledger, dead: { readonly is: boolean }): Ledger {
  const queue = new Proxy(coordination.queue, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => dead.is ? Promise.reject(new Error("dead")) : member.apply(target, args);
    },
  });
  return { ...rest, coordination: Object.create(coordination, { queue: { value: queue } }) };
}

for (
  const [what, by] of [["ahead by an hour", hour], ["back by an hour", -hour], [
    "ahead by eight hours asleep",
    8 * hour,
  ]] as const
) {
  Deno.test(`runWorker: a clock that goes ${what} takes no run from a worker that lives`, () =>
    withMachine(async ({ start, pass, jump, claim }) => {
      start("a");
      await pass(1_000);
      start("b");
      await pass(4_000);
      const before = await claim();
      assert.equal(before?.worker, "a");
      for (let n = 0; n < 2; n++) {
        jump(by);
        await pass(5_000);
        const { worker, fence } = (await claim())!;
        assert.deepEqual([worker, fence], ["a", before?.fence]);
      }
    }));

  Deno.test(`runWorker: when a worker died, a clock that goes ${what} keeps its run from no one`, () =>
    withMachine(async ({ start, pass, jump, claim }) => {
      const { die } = start("a");
      await pass(1_000);
      start("b");
      await pass(4_000);
      die();
      jump(by);
      // Whoever sets the clock back makes a lease last: then it is its not being renewed that tells.
      await pass(by < 0 ? 125_000 : 5_000);
      assert.equal((await claim())?.worker, "b");
    }));
}

Deno.test("isSilent: a clock that is set ahead makes a living run silent until its next sign of life, no longer", () => {
  const run = { status: "running", createdAt: 0, startedAt: 0, heartbeatAt: 10_000 } as const;
  assert.equal(isSilent(run, 10_000 + hour), true);
  assert.equal(isSilent({ ...run, heartbeatAt: 10_000 + hour }, 12_000 + hour), false);
  assert.equal(isSilent(run, 10_000 - hour), false);
  assert.equal(isSilent({ ...run, heartbeatAt: 10_000 - hour }, 10_000 - hour + longestSilence), false);
});
