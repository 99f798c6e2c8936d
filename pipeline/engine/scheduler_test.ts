import assert from "node:assert/strict";
import fc from "fast-check";
import { Scheduler, type Task } from "./scheduler.ts";

const unlimited = { concurrency: Infinity, pools: {} };

function task(id: string, order = 0, pool?: string): Task {
  return { id, order, pool };
}

function strict(...ids: string[]) {
  return ids.map((id) => ({ id, lenient: false }));
}

function lenient(...ids: string[]) {
  return ids.map((id) => ({ id, lenient: true }));
}

function takeAll(scheduler: Scheduler): string[] {
  const taken: string[] = [];
  for (let next = scheduler.next(); next !== undefined; next = scheduler.next()) taken.push(next.id);
  return taken;
}

Deno.test("Scheduler: a task is ready when all it needs is done, lower orders first", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("b", 2), []);
  scheduler.add(task("a", 1), []);
  scheduler.add(task("c", 3), strict("a", "b"));
  assert.deepEqual(takeAll(scheduler), ["a", "b"]);
  scheduler.done("a");
  assert.deepEqual(takeAll(scheduler), []);
  scheduler.done("b");
  assert.deepEqual(takeAll(scheduler), ["c"]);
});

Deno.test("Scheduler: concurrency and pools limit what runs at once", () => {
  const scheduler = new Scheduler({ concurrency: 3, pools: { db: 1 } });
  for (const [order, id] of ["a", "b", "c"].entries()) scheduler.add(task(id, order, "db"), []);
  for (const [order, id] of ["x", "y", "z"].entries()) scheduler.add(task(id, order + 10), []);
  assert.deepEqual(takeAll(scheduler), ["a", "x", "y"]);
  scheduler.failed("a");
  assert.deepEqual(takeAll(scheduler), ["b"]);
  scheduler.done("x");
  assert.deepEqual(takeAll(scheduler), ["z"]);
});

Deno.test("Scheduler: a failure skips what needs it and tells the cause, nothing else", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("a"), []);
  scheduler.add(task("b"), strict("a"));
  scheduler.add(task("c"), strict("b"));
  scheduler.add(task("d"), []);
  takeAll(scheduler);
  scheduler.failed("a");
  assert.deepEqual(scheduler.takeSkipped(), ["b", "c"]);
  assert.deepEqual([scheduler.causes("c"), scheduler.state("d")], [["a"], "running"]);
  assert.deepEqual(scheduler.takeSkipped(), []);
});

Deno.test("Scheduler: a lenient need may fail or be skipped", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("a"), []);
  scheduler.add(task("b"), strict("a"));
  scheduler.add(task("c"), []);
  scheduler.add(task("join"), lenient("a", "b", "c"));
  takeAll(scheduler);
  scheduler.failed("a");
  scheduler.done("c");
  assert.deepEqual(scheduler.takeSkipped(), ["b"]);
  assert.deepEqual(takeAll(scheduler), ["join"]);
});

Deno.test("Scheduler: needs that are over already count at once", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("good"), []);
  scheduler.add(task("bad"), []);
  takeAll(scheduler);
  scheduler.done("good");
  scheduler.failed("bad");
  scheduler.add(task("a"), strict("good"));
  scheduler.add(task("b"), strict("bad"));
  scheduler.add(task("c"), lenient("bad"));
  assert.deepEqual(takeAll(scheduler), ["a", "c"]);
  assert.deepEqual(scheduler.takeSkipped(), ["b"]);
});

Deno.test("Scheduler: an opened barrier passes its members on to what needs it", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("keys"), []);
  scheduler.add(task("part[*]"), strict("keys"), { barrier: true });
  scheduler.add(task("join"), lenient("part[*]"));
  scheduler.add(task("all"), strict("part[*]"));
  takeAll(scheduler);
  scheduler.done("keys");
  assert.deepEqual(takeAll(scheduler), []);
  scheduler.add(task("part[a]", 1), []);
  scheduler.add(task("part[b]", 2), []);
  scheduler.open("part[*]", ["part[a]", "part[b]"]);
  assert.deepEqual(takeAll(scheduler), ["part[a]", "part[b]"]);
  scheduler.failed("part[a]");
  scheduler.done("part[b]");
  assert.deepEqual(scheduler.takeSkipped(), ["all"]);
  assert.deepEqual(takeAll(scheduler), ["join"]);
});

Deno.test("Scheduler: a barrier without members lets go, a lost one takes even lenient needs with it", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("keys"), []);
  scheduler.add(task("part[*]"), strict("keys"), { barrier: true });
  scheduler.add(task("join"), lenient("part[*]"));
  scheduler.add(task("bad"), []);
  scheduler.add(task("lost[*]"), strict("bad"), { barrier: true });
  scheduler.add(task("other"), lenient("lost[*]"));
  takeAll(scheduler);
  scheduler.done("keys");
  scheduler.open("part[*]", []);
  scheduler.failed("bad");
  assert.deepEqual(takeAll(scheduler), ["join"]);
  assert.deepEqual(scheduler.takeSkipped(), ["lost[*]", "other"]);
});

Deno.test("Scheduler: a deferred task runs only when one that waits asks for it", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("lazy"), []);
  scheduler.add(task("reader"), strict("lazy"));
  assert.deepEqual(takeAll(scheduler), ["lazy"]);
  scheduler.deferred("lazy");
  assert.deepEqual(takeAll(scheduler), ["reader"]);
  scheduler.waitFor("reader", ["lazy"]);
  assert.deepEqual(takeAll(scheduler), ["lazy"]);
  scheduler.done("lazy");
  assert.deepEqual(takeAll(scheduler), ["reader"]);
});

Deno.test("Scheduler: a deferred task that fails takes only those along that asked for it", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("lazy"), []);
  for (const id of ["asks", "does_not"]) scheduler.add(task(id), strict("lazy"));
  takeAll(scheduler);
  scheduler.deferred("lazy");
  takeAll(scheduler);
  scheduler.waitFor("asks", ["lazy"]);
  takeAll(scheduler);
  scheduler.failed("lazy");
  assert.deepEqual(scheduler.takeSkipped(), ["asks"]);
  assert.equal(scheduler.state("does_not"), "running");
});

Deno.test("Scheduler: only running tasks can be settled, only known ones needed", () => {
  const scheduler = new Scheduler(unlimited);
  scheduler.add(task("a"), []);
  assert.throws(() => scheduler.done("a"), TypeError);
  assert.throws(() => scheduler.add(task("b"), strict("x")), TypeError);
});

interface Case {
  readonly needs: readonly (readonly number[])[];
  readonly pools: readonly (string | undefined)[];
  readonly fails: readonly boolean[];
  readonly concurrency: number;
  readonly picks: readonly number[];
}

const cases: fc.Arbitrary<Case> = fc.integer({ min: 1, max: 40 }).chain((size) =>
  fc.record({
    needs: fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: size, maxLength: size }).map((rows) =>
      rows.map((row, index) => index === 0 ? [] : [...new Set(row.map((n) => n % index))])
    ),
    pools: fc.array(fc.constantFrom(undefined, "one", "two"), { minLength: size, maxLength: size }),
    fails: fc.array(fc.integer({ min: 0, max: 5 }).map((n) => n === 0), { minLength: size, maxLength: size }),
    concurrency: fc.integer({ min: 1, max: 6 }),
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
  })
);

/** What needs a failed task, directly or not. */
function lostTasks({ needs, fails }: Case): Set<number> {
  const lost = new Set<number>();
  needs.forEach((row, index) => {
    if (row.some((n) => lost.has(n) || fails[n])) lost.add(index);
  });
  return lost;
}

Deno.test("Scheduler: limits hold, everything ends, and exactly what needs a failure is skipped, in any graph", () => {
  fc.assert(fc.property(cases, (it) => {
    const pools: Record<string, number> = { one: 1, two: 2 };
    const scheduler = new Scheduler({ concurrency: it.concurrency, pools });
    it.needs.forEach((row, index) =>
      scheduler.add(task(`${index}`, index, it.pools[index]), strict(...row.map(String)))
    );
    const running: number[] = [];
    const ended = new Set<number>();
    const skipped = new Set<number>();
    for (let turn = 0;; turn++) {
      for (const id of takeAll(scheduler)) running.push(Number(id));
      assert.ok(running.length <= it.concurrency);
      for (const [pool, limit] of Object.entries(pools)) {
        assert.ok(running.filter((n) => it.pools[n] === pool).length <= limit);
      }
      if (running.length === 0) break;
      const [n] = running.splice(it.picks[turn % it.picks.length]! % running.length, 1);
      for (const need of it.needs[n!]!) assert.ok(ended.has(need) && !it.fails[need]);
      if (it.fails[n!]) scheduler.failed(`${n}`);
      else scheduler.done(`${n}`);
      ended.add(n!);
      for (const id of scheduler.takeSkipped()) skipped.add(Number(id));
    }
    const lost = lostTasks(it);
    assert.deepEqual([...skipped].sort((a, b) => a - b), [...lost].sort((a, b) => a - b));
    assert.equal(ended.size + skipped.size, it.needs.length);
  }));
});
