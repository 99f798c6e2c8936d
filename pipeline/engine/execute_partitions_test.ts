import assert from "node:assert/strict";
import { allPartitions } from "./asset.ts";
import { dynamicPartitions, staticPartitions } from "./partitions.ts";
import { asset, projectOf, statuses, withBench } from "./testing/kit.ts";

const days = dynamicPartitions("day");
const regions = staticPartitions("region", ["north", "south"]);

Deno.test("executeRun: dynamic partitions fan out when their keys are set, and join", async () => {
  await withBench(async ({ run, history }) => {
    const keys = asset("keys", {
      definesPartitions: [days],
      compute: ({ setPartitions }) => {
        setPartitions(days, ["tue", "mon"]);
        return 2;
      },
    });
    const daily = asset("daily", { partitions: days, deps: { keys }, compute: ({ partition }) => partition!.length });
    const next = asset("next", { partitions: days, deps: { daily }, compute: ({ inputs }) => inputs.daily + 1 });
    const total = asset("total", {
      deps: { all: allPartitions(next) },
      compute: ({ inputs }) => {
        assert.deepEqual([...inputs.all.keys()], ["tue", "mon"]);
        return [...inputs.all.values()].reduce((sum, value) => sum + value, 0);
      },
    });
    const result = await run(projectOf([total, next, daily, keys]));
    assert.deepEqual(statuses(result), {
      keys: "success",
      total: "success",
      "daily[tue]": "success",
      "daily[mon]": "success",
      "next[tue]": "success",
      "next[mon]": "success",
    });
    assert.deepEqual(await history.partitions("day"), ["tue", "mon"]);
    assert.deepEqual([...(await history.latestOf("daily")).keys()], ["mon", "tue"]);
    assert.equal((await history.latest("daily", "mon"))?.partitionSet, "day");
    const planned = (await history.events(result.run.id)).filter(({ kind }) => kind === "steps_planned");
    assert.deepEqual(planned.map((event) => event.kind === "steps_planned" && [event.steps, event.later]), [
      [["keys", "total"], ["daily", "next"]],
      [["daily[tue]", "daily[mon]", "next[tue]", "next[mon]"], []],
    ]);
  });
});

Deno.test("executeRun: no keys, no steps, and a join of nothing", async () => {
  await withBench(async ({ run }) => {
    const keys = asset("keys", {
      definesPartitions: [days],
      compute: ({ setPartitions }) => {
        setPartitions(days, []);
        return 0;
      },
    });
    const daily = asset("daily", { partitions: days });
    const total = asset("total", { deps: { all: allPartitions(daily) }, compute: ({ inputs }) => inputs.all.size });
    assert.deepEqual(statuses(await run(projectOf([keys, daily, total]))), { keys: "success", total: "success" });
  });
});

Deno.test("executeRun: keys that were not set, not listed or wrong fail the step; what would follow is skipped", async () => {
  await withBench(async ({ run }) => {
    const daily = asset("daily", { partitions: days });
    const total = asset("total", { deps: { all: allPartitions(daily, { missing: "leave_out" }) } });
    for (
      const [keysOf, message] of [
        [undefined, /"keys" did not set the keys of partitions "day"/],
        [["a", "a"], /Cannot set partitions "day": they have the key "a" twice/],
      ] as const
    ) {
      const keys = asset("keys", {
        definesPartitions: [days],
        compute: ({ setPartitions }) => {
          if (keysOf !== undefined) setPartitions(days, keysOf);
          return 1;
        },
      });
      const result = await run(projectOf([keys, daily, total]));
      assert.match(result.run.error!.message, message);
      assert.deepEqual(statuses(result), { keys: "failed", total: "skipped", "daily[*]": "skipped" });
    }
    const rogue = asset("rogue", {
      compute: ({ setPartitions }) => {
        setPartitions(days, []);
        return 1;
      },
    });
    assert.match((await run(projectOf([rogue]))).run.error!.message, /"rogue" does not list them/);
  });
});

Deno.test("executeRun: a key that was asked for and then not set fails the run with what was meant", async () => {
  await withBench(async ({ run }) => {
    const keys = asset("keys", {
      definesPartitions: [days],
      compute: ({ setPartitions }) => {
        setPartitions(days, ["monday"]);
        return 1;
      },
    });
    const daily = asset("daily", { partitions: days });
    const result = await run(projectOf([keys, daily]), { partitions: ["mnday"] });
    assert.equal(result.run.status, "failure");
    assert.equal(result.run.error?.kind, "usage");
    assert.match(result.run.error!.message, /did you mean "monday"\?/);
  });
});

Deno.test("executeRun: a join leaves out what failed, or is skipped, as it says", async () => {
  await withBench(async ({ run }) => {
    const part = asset("part", {
      partitions: regions,
      compute: ({ partition }) => {
        if (partition === "north") throw new Error("cold");
        return 5;
      },
    });
    const some = asset("some", {
      deps: { all: allPartitions(part, { missing: "leave_out" }) },
      compute: ({ inputs }) => {
        assert.deepEqual([...inputs.all], [["south", 5]]);
        return 1;
      },
    });
    const every = asset("every", { deps: { all: allPartitions(part) } });
    const result = await run(projectOf([part, some, every]));
    assert.deepEqual(statuses(result), {
      every: "skipped",
      "part[north]": "failed",
      "part[south]": "success",
      some: "success",
    });
    const none = asset("part", {
      partitions: regions,
      compute: () => {
        throw new Error("cold");
      },
    });
    const lost = asset("some", { deps: { all: allPartitions(none, { missing: "leave_out" }) } });
    assert.deepEqual(statuses(await run(projectOf([none, lost]))), {
      "part[north]": "failed",
      "part[south]": "failed",
      some: "skipped",
    });
  });
});
