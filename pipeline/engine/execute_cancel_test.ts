import assert from "node:assert/strict";
import fc from "fast-check";
import { manualClock } from "../../infra/clock.ts";
import { Problem } from "../../infra/errors.ts";
import { type Asset } from "./asset.ts";
import type { RunEvent } from "./events.ts";
import { asset, gate, projectOf, statuses, turns, until, withBench } from "./testing/kit.ts";

const stop = new Problem("interrupted", "Cannot go on: interrupted by Ctrl-C");

Deno.test("executeRun: cancellation aborts what runs, starts nothing more and ends as canceled", async () => {
  await withBench(async ({ run, history, files }) => {
    const controller = new AbortController();
    const clock = manualClock();
    const done = asset("a_done");
    const slow = asset("b_slow", {
      deps: { done },
      compute: async ({ signal }) => {
        controller.abort(stop);
        await clock.sleep(1000, signal);
        return 1;
      },
    });
    const result = await run(projectOf([done, slow, asset("c", { deps: { slow } })]), {}, {
      clock,
      signal: controller.signal,
    });
    assert.deepEqual(statuses(result), { a_done: "success", b_slow: "canceled", c: "canceled" });
    assert.equal(result.run.status, "canceled");
    assert.equal(result.run.error?.kind, "interrupted");
    assert.deepEqual((await history.run(result.run.id))?.status, "canceled");
    assert.equal((await files()).length, 1);
  });
});

Deno.test("executeRun: a run that is canceled before it starts runs nothing", async () => {
  await withBench(async ({ run }) => {
    const opened: string[] = [];
    const a = asset("a", { compute: () => opened.push("a") });
    const result = await run(projectOf([a]), {}, { signal: AbortSignal.abort(stop) });
    assert.deepEqual([result.run.status, statuses(result), opened], ["canceled", { a: "canceled" }, []]);
  });
});

Deno.test("executeRun: a compute that ignores cancellation does not hold up the end, and has no effect later", async () => {
  await withBench(async ({ run, history, files }) => {
    const controller = new AbortController();
    const clock = manualClock();
    const { promise, resolve } = gate<number>();
    const a = asset("a", {
      compute: async ({ log, addMetadata }) => {
        controller.abort(stop);
        const value = await promise;
        addMetadata({ late: true });
        log.info("late");
        return value;
      },
    });
    const running = run(projectOf([a]), {}, { clock, signal: controller.signal, grace: 100 });
    await until(() => clock.sleepers === 1);
    await clock.advance(100);
    const result = await running;
    const events = (await history.events(result.run.id)).length;
    resolve(7);
    await turns();
    assert.deepEqual(statuses(result), { a: "canceled" });
    assert.deepEqual([(await history.events(result.run.id)).length, await files()], [events, []]);
    assert.equal(await history.latest("a"), undefined);
  });
});

Deno.test("executeRun: cancellation ends the wait before another try", async () => {
  await withBench(async ({ run }) => {
    const controller = new AbortController();
    const clock = manualClock();
    const a = asset("a", {
      retry: { attempts: 2 },
      compute: () => {
        throw new Error("no");
      },
    });
    const running = run(projectOf([a]), {}, { clock, signal: controller.signal });
    await until(() => clock.sleepers === 1);
    controller.abort(stop);
    assert.deepEqual(statuses(await running), { a: "canceled" });
    assert.equal(clock.sleepers, 0);
  });
});

interface Case {
  readonly needs: readonly (readonly number[])[];
  readonly acts: readonly ("value" | "fail" | "wait")[];
  readonly concurrency: number;
  /** Cancel when this many events were told; more than there are means never. */
  readonly cancelAfter: number;
}

const cases: fc.Arbitrary<Case> = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    needs: fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: size, maxLength: size }).map((rows) =>
      rows.map((row, index) => index === 0 ? [] : [...new Set(row.map((n) => n % index))])
    ),
    acts: fc.array(fc.constantFrom("value", "value", "value", "fail", "wait"), { minLength: size, maxLength: size }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    cancelAfter: fc.integer({ min: 0, max: size * 6 }),
  })
) as fc.Arbitrary<Case>;

function assetsOf({ needs, acts }: Case): Asset<number>[] {
  const assets: Asset<number>[] = [];
  needs.forEach((row, index) => {
    assets.push(asset(`n${index}`, {
      deps: Object.fromEntries(row.map((need) => [`n${need}`, assets[need]!])),
      async compute({ signal }) {
        if (acts[index] === "wait") await turns(2);
        signal.throwIfAborted();
        if (acts[index] === "fail") throw new Error(`n${index} fails`);
        return index;
      },
    }));
  });
  return assets;
}

function lostSteps({ needs, acts }: Case): Set<number> {
  const lost = new Set<number>();
  needs.forEach((row, index) => {
    if (row.some((n) => lost.has(n) || acts[n] === "fail")) lost.add(index);
  });
  return lost;
}

Deno.test("executeRun: exactly what needs a failed step is skipped, in any graph", async () => {
  await fc.assert(
    fc.asyncProperty(cases, (it) =>
      withBench(async ({ run }) => {
        const result = await run(projectOf(assetsOf(it)), {}, { concurrency: it.concurrency });
        const lost = lostSteps(it);
        const expected = it.acts.map((act, index) =>
          lost.has(index) ? "skipped" : act === "fail" ? "failed" : "success"
        );
        const found = statuses(result);
        assert.deepEqual(it.needs.map((_, index) => found[`n${index}`]), expected);
        assert.equal(result.run.status, expected.every((status) => status === "success") ? "success" : "failure");
      })),
    { numRuns: 30 },
  );
});

Deno.test("executeRun: canceled at any moment, a run ends, its events have no gaps and only recorded files stay", async () => {
  await fc.assert(
    fc.asyncProperty(cases, (it) =>
      withBench(async ({ run, history, files }) => {
        const controller = new AbortController();
        const told: RunEvent[] = [];
        const onEvent = (event: RunEvent) => {
          if (told.push(event) >= it.cancelAfter) controller.abort(stop);
        };
        const options = { concurrency: it.concurrency, signal: controller.signal, onEvent };
        const result = await run(projectOf(assetsOf(it)), {}, options);
        assert.ok(["success", "failure", "canceled"].includes(result.run.status));
        for (const { status } of result.steps) {
          assert.ok(["success", "failed", "skipped", "canceled"].includes(status), status);
        }
        assert.deepEqual(told.map(({ sequence }) => sequence), told.map((_, index) => index + 1));
        assert.deepEqual(await history.events(result.run.id, { limit: 1e6 }), told);
        assert.deepEqual(await files(), result.materializations.map(({ path }) => path).sort());
        assert.deepEqual(await history.steps(result.run.id), result.steps);
      })),
    { numRuns: 60 },
  );
});
