import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { asset, gate, projectOf, statuses, turns, until, withBench } from "./testing/kit.ts";

Deno.test("executeRun: concurrency and pools limit how many steps run at once", async () => {
  await withBench(async ({ run }) => {
    let [now, most, pooled, mostPooled] = [0, 0, 0, 0];
    const assets = Array.from({ length: 12 }, (_, index) =>
      asset(`a${index}`, {
        ...(index % 2 === 0 ? { pool: "db" } : {}),
        compute: async () => {
          most = Math.max(most, ++now);
          if (index % 2 === 0) mostPooled = Math.max(mostPooled, ++pooled);
          await turns(3);
          now--;
          if (index % 2 === 0) pooled--;
          return 1;
        },
      }));
    await run(projectOf(assets), {}, { concurrency: 5, pools: { db: 2 } });
    assert.deepEqual([most, mostPooled], [5, 2]);
    await assert.rejects(run(projectOf(assets), {}, { pools: { db: 0 } }), RangeError);
  });
});

Deno.test("executeRun: retries wait longer each time, use fresh names and end well", async () => {
  await withBench(async ({ run, history }) => {
    const clock = manualClock();
    const names: string[] = [];
    const a = asset("a", {
      retry: { attempts: 3, delay: 100, factor: 2, jitter: 0 },
      compute: ({ attempt, localName }) => {
        names.push(localName);
        if (attempt < 3) throw new Error(`try ${attempt}`);
        return attempt;
      },
    });
    const running = run(projectOf([a]), {}, { clock });
    await until(() => clock.sleepers === 1);
    assert.equal((await history.steps((await history.runs())[0]!.id))[0]?.status, "retrying");
    await clock.advance(100);
    await until(() => clock.sleepers === 1);
    await clock.advance(200);
    const result = await running;
    assert.equal(result.steps[0]?.attempt, 3);
    assert.deepEqual(names, ["a", "a_try2", "a_try3"]);
    const retrying = (await history.events(result.run.id)).flatMap((event) =>
      event.kind === "step_retrying" ? [[event.attempt, event.delay, event.error.message]] : []
    );
    assert.deepEqual(retrying, [[1, 100, 'Cannot make "a": try 1'], [2, 200, 'Cannot make "a": try 2']]);
    assert.equal(clock.sleepers, 0);
  });
});

Deno.test("executeRun: a step whose time is over is aborted, fails, and may be tried again", async () => {
  await withBench(async ({ run, files }) => {
    const clock = manualClock();
    const a = asset("a", {
      timeout: 50,
      retry: { attempts: 2, delay: 10, jitter: 0 },
      compute: async ({ signal, attempt }) => {
        if (attempt === 1) await clock.sleep(1000, signal);
        return attempt;
      },
    });
    const running = run(projectOf([a]), {}, { clock });
    await until(() => clock.sleepers === 2);
    await clock.advance(50);
    await until(() => clock.sleepers === 1);
    await clock.advance(10);
    const result = await running;
    assert.deepEqual([result.run.status, result.steps[0]?.attempt], ["success", 2]);
    assert.equal((await files()).length, 1);
  });
});

Deno.test("executeRun: a compute that ignores its signal is given up after the grace time, the run goes on", async () => {
  await withBench(async ({ run, files }) => {
    const clock = manualClock();
    const { promise, resolve } = gate<number>();
    const stuck = asset("stuck", { timeout: 50, retry: { attempts: 5 }, compute: () => promise });
    const other = asset("other");
    const running = run(projectOf([stuck, other, asset("after", { deps: { stuck } })]), {}, { clock, grace: 20 });
    await until(() => clock.sleepers === 1);
    await clock.advance(70);
    const result = await running;
    assert.deepEqual(statuses(result), { after: "skipped", other: "success", stuck: "failed" });
    assert.match(result.run.error!.message, /^Cannot make "stuck": it took longer than its limit of 50 ms$/);
    assert.equal(result.steps.find(({ asset }) => asset === "stuck")?.attempt, 1);
    resolve(1);
    await turns();
    assert.equal((await files()).length, 1);
  });
});
