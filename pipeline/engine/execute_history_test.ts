import assert from "node:assert/strict";
import { type Asset } from "./asset.ts";
import { defineCheck } from "./check.ts";
import type { History, HistoryBatch } from "./history.ts";
import { memoryHistory } from "./history/memory.ts";
import { asset, number, projectOf, statuses, withBench } from "./testing/kit.ts";

/** A history in memory whose write number `failing` fails, and all after it unless it recovers. */
function failingHistory(
  failing: number,
  recovers: boolean,
): { readonly history: History; readonly batches: HistoryBatch[] } {
  const history = memoryHistory();
  const batches: HistoryBatch[] = [];
  const write = history.write.bind(history);
  history.write = async (run, batch) => {
    batches.push(batch);
    if (batches.length === failing || (batches.length > failing && !recovers)) throw new Error("disk full");
    return await write(run, batch);
  };
  return { history, batches };
}

function chain(): Asset[] {
  const a = asset("a");
  const b = asset("b", { deps: { a } });
  return [a, b, asset("c", { deps: { b } }), asset("d")];
}

async function countWrites(): Promise<number> {
  const { history, batches } = failingHistory(Infinity, true);
  await withBench(async ({ run }) => void await run(projectOf(chain()), {}, { history, concurrency: 2 }));
  return batches.length;
}

Deno.test("executeRun: whichever write the history refuses, the run ends with that error and records nothing false", async () => {
  const writes = await countWrites();
  for (let failing = 1; failing <= writes; failing++) {
    for (const recovers of [true, false]) {
      await withBench(async ({ run, files }) => {
        const { history, batches } = failingHistory(failing, recovers);
        const running = run(projectOf(chain()), {}, { history, concurrency: 2 });
        const error = await running.then(() => undefined, (error) => error.message);
        const [record] = await history.runs();
        const made = await history.materializations(record!.id);
        // Only the end of a run is tried twice: nothing of it is lost then.
        const isMended = recovers && record?.status === "success" && made.length === 4;
        // Writes are put together as they happen to meet, so that there may be fewer this time.
        if (batches.length >= failing && !isMended) assert.equal(error, "disk full");
        if (isMended) assert.equal(error, undefined);
        else if (recovers && batches.length > failing) assert.equal(record?.status, "failure");
        const found = await files();
        for (const { path } of made) assert.ok(found.includes(path));
        assert.deepEqual(found.filter((path) => path.endsWith(".part")), []);
      });
    }
  }
});

Deno.test("executeRun: the end of a step is one write", async () => {
  await withBench(async ({ run }) => {
    const { history, batches } = failingHistory(Infinity, true);
    const check = defineCheck(number, {
      name: "c",
      description: "",
      severity: "warn",
      run: () => ({ passed: true, message: "fine" }),
    });
    await run(projectOf([asset("a", { checks: [check] })]), {}, { history });
    const ends = batches.filter(({ steps }) => steps?.some(({ status }) => status === "success"));
    assert.equal(ends.length, 1);
    assert.deepEqual([ends[0]?.checks?.length, ends[0]?.materializations?.length], [1, 1]);
    const kinds = ends[0]?.events?.map(({ kind }) => kind) ?? [];
    assert.deepEqual(kinds.slice(-3), ["check_evaluated", "materialized", "step_succeeded"]);
  });
});

Deno.test("executeRun: a queued run is taken up under its id, job and tags", async () => {
  await withBench(async ({ run, history }) => {
    const queued = {
      id: "q1",
      job: "all",
      environment: "test",
      status: "queued" as const,
      tags: { by: "ann" },
      request: { selection: "*" },
      createdAt: 5,
    };
    await history.createRun(queued);
    const seen: unknown[] = [];
    const a = asset("a", { compute: ({ run }) => seen.push(run.id, run.tags) });
    const result = await run(projectOf([a]), { runId: "q1" });
    assert.deepEqual(seen, ["q1", { by: "ann" }]);
    assert.deepEqual([result.run.status, result.run.createdAt, (await history.runs()).length], ["success", 5, 1]);
    await assert.rejects(run(projectOf([a]), { runId: "q1" }), { kind: "usage", message: /it has ended already/ });
  });
});

Deno.test("executeRun: a queued run that cannot be planned is recorded as failed, a new one not at all", async () => {
  await withBench(async ({ run, history }) => {
    await assert.rejects(run(projectOf([asset("a")]), { selection: "b" }), { kind: "usage" });
    assert.deepEqual(await history.runs(), []);
    await history.createRun({
      id: "q1",
      job: "all",
      environment: "test",
      status: "queued",
      tags: {},
      request: {},
      createdAt: 5,
    });
    await assert.rejects(run(projectOf([asset("a")]), { selection: "b", runId: "q1" }), { kind: "usage" });
    const record = await history.run("q1");
    assert.deepEqual([record?.status, record?.error?.kind], ["failure", "usage"]);
    assert.equal((await history.events("q1")).length, 1);
  });
});

Deno.test("executeRun: a secret reaches no record, event, check, metadata or result", async () => {
  await withBench(async ({ run, history }) => {
    const secret = "canary-4711";
    const check = defineCheck(number, {
      name: "c",
      description: "",
      severity: "error",
      run: () => ({ passed: false, message: secret, figures: { secret }, samples: [{ secret }] }),
    });
    const a = asset("a", {
      checks: [check],
      compute: ({ log, addMetadata }) => {
        log.info(`uses ${secret}`, { secret, nested: [{ secret }] });
        addMetadata({ secret });
        return 1;
      },
    });
    const b = asset("b", {
      compute: ({ addMetadata }) => {
        addMetadata({ list: [secret] });
        return 1;
      },
    });
    const c = asset("c", {
      compute: () => {
        throw new Error(`refused ${secret}`, { cause: new Error(secret) });
      },
    });
    const redact = (text: string) => text.replaceAll(secret, "***");
    const result = await run(projectOf([a, b, c]), {}, { redact });
    const all = [
      result,
      await history.run(result.run.id),
      await history.steps(result.run.id),
      await history.events(result.run.id, { limit: 1000 }),
      await history.checks(result.run.id),
      await history.latest("b"),
    ];
    assert.doesNotMatch(JSON.stringify(all), /canary/);
    assert.match(JSON.stringify(all), /\*\*\*/);
  });
});

Deno.test("executeRun: a listener that throws never fails a run", async () => {
  await withBench(async ({ run }) => {
    const onEvent = () => {
      throw new Error("listener");
    };
    assert.equal((await run(projectOf([asset("a")]), {}, { onEvent })).run.status, "success");
  });
});

Deno.test("executeRun: what needs a canceled step is canceled, not skipped, whatever ends afterwards", async () => {
  await withBench(async ({ run }) => {
    const controller = new AbortController();
    const first = Promise.withResolvers<void>();
    const a = asset("a", {
      compute: ({ signal }) => {
        controller.abort(new Error("stop"));
        signal.throwIfAborted();
        return 1;
      },
    });
    const slow = asset("slow", {
      publish: async () => {
        await first.promise;
        return {};
      },
    });
    const after = asset("after", { deps: { a } });
    const last = asset("last", { deps: { after, slow } });
    const running = run(projectOf([a, slow, after, last]), {}, {
      signal: controller.signal,
      onEvent: ({ kind }) => kind === "step_canceled" && first.resolve(),
    });
    const found = statuses(await running);
    assert.deepEqual([found.a, found.after, found.last], ["canceled", "canceled", "canceled"]);
  });
});
