import assert from "node:assert/strict";
import { manualClock, systemClock } from "../../infra/clock.ts";
import { findGarbage, findTemporaries, removeGarbage } from "./gc.ts";
import { longestSilence } from "./heartbeat.ts";
import { runRecord } from "./history/contract.ts";
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

Deno.test("findGarbage: what is younger than a run under way stays, unless that run is silent", async () => {
  await withBench(async ({ history, root }) => {
    const now = systemClock.now() + 10_000;
    await history.createRun(runRecord("r1", { status: "running", createdAt: now - 60_000, heartbeatAt: now }));
    await Deno.writeTextFile(`${root}/.x.part`, "");
    const find = (time: number) => findGarbage(root, history, { clock: manualClock(time), minAge: 0 });
    assert.deepEqual(await find(now), []);
    assert.equal((await find(now + longestSilence + 1)).length, 1);
  });
});

Deno.test("findTemporaries: unfinished writes of a folder and files of given names, but not below what is left out", async () => {
  await withBench(async ({ history, root }) => {
    for (const folder of ["out", "assets", "tmp"]) await Deno.mkdir(`${root}/${folder}`);
    const files = ["out/.x.csv.1.part", "out/x.csv", "assets/.y.part", "tmp/spill-1.tmp", "tmp/other.tmp"];
    for (const path of files) await Deno.writeTextFile(`${root}/${path}`, "123");
    const clock = manualClock(systemClock.now() + 1000);
    const options = { clock, minAge: 0, except: [`${root}/assets`], names: /^spill-/ };
    const found = await findTemporaries(root, history, options);
    assert.deepEqual(found.map(({ path, kind }) => `${path} ${kind}`), [
      "out/.x.csv.1.part temporary",
      "tmp/spill-1.tmp temporary",
    ]);
    assert.deepEqual(await findTemporaries(`${root}/nowhere`, history, options), []);
  });
});
