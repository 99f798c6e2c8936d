import assert from "node:assert/strict";
import { manualClock, systemClock } from "../../infra/clock.ts";
import { findGarbage, removeGarbage } from "./gc.ts";
import { asset, projectOf, withBench } from "./testing/kit.ts";

Deno.test("findGarbage: lists what no run recorded, and nothing that is not the engine's own", async () => {
  await withBench(async ({ run, history, root, files }) => {
    await run(projectOf([asset("a")]));
    const [known] = await files();
    const unknown = "0000000110000000.json";
    for (const path of [`a/${unknown}`, "a/.x.json.new.part", "a/README.md", `${unknown}`, "a/.hidden"]) {
      await Deno.writeTextFile(`${root}/${path}`, "12345");
    }
    const clock = manualClock(systemClock.now() + 1000);
    const garbage = await findGarbage(root, history, { clock, minAge: 0 });
    assert.deepEqual(garbage, [
      { path: unknown, bytes: 5, kind: "unknown" },
      { path: "a/.x.json.new.part", bytes: 5, kind: "temporary" },
      { path: `a/${unknown}`, bytes: 5, kind: "unknown" },
    ]);
    await removeGarbage(root, garbage);
    assert.deepEqual(await files(), [known, "a/.hidden", "a/README.md"].sort());
  });
});

Deno.test("findGarbage: young files are left alone, a folder that does not exist holds none", async () => {
  await withBench(async ({ history, root }) => {
    await Deno.writeTextFile(`${root}/.x.part`, "");
    assert.deepEqual(await findGarbage(root, history, { clock: systemClock }), []);
    assert.deepEqual(await findGarbage(`${root}/nowhere`, history, { clock: systemClock }), []);
  });
});

Deno.test("findGarbage: a known version in another place is garbage there", async () => {
  await withBench(async ({ run, history, root, files }) => {
    await run(projectOf([asset("a")]));
    const [known] = await files();
    await Deno.mkdir(`${root}/b`);
    const copy = known!.replace("a/", "b/");
    await Deno.copyFile(`${root}/${known}`, `${root}/${copy}`);
    const clock = manualClock(systemClock.now() + 1000);
    const garbage = await findGarbage(root, history, { clock, minAge: 0 });
    assert.deepEqual(garbage.map(({ path }) => path), [copy]);
  });
});
