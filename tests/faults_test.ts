import assert from "node:assert/strict";
import { executeRun, openSqliteLedger } from "../pipeline/engine/mod.ts";
import { chain } from "../pipeline/engine/testing/chain_process.ts";
import { projectOf } from "../pipeline/engine/testing/kit.ts";
import { breakWrite, compileInjector, countOperations, everythingIn, faultKinds, flipBits } from "./helpers/faults.ts";
import { seeded } from "./helpers/seeded.ts";
import { withFolder } from "./helpers/workspace.ts";

Deno.test("a failing write or sync: the state is right by itself, and the next run works (seed 3)", () =>
  withFolder(async (folder) => {
    const library = await compileInjector(folder);
    if (library === undefined) return tellSkipped();
    const operations = await countOperations(library, `${folder}/whole`);
    assert.ok(operations > 100, `${operations}`);
    const random = seeded(3);
    for (const kind of faultKinds) {
      for (let n = 0; n < 5; n++) {
        const at = 1 + Math.floor(random() * operations);
        await breakWrite(library, `${folder}/${kind}-${n}`, kind, at);
      }
    }
  }));

function tellSkipped(): void {
  // deno-lint-ignore no-console -- one clear line where a compiler is missing
  console.log("Skipped: there is no C compiler to make what lets writes fail");
}

Deno.test("a history with a flipped bit is told, or reads as it was written (seed 5)", () =>
  withFolder(async (folder) => {
    const path = `${folder}/history.sqlite`;
    const ledger = await openSqliteLedger(path);
    for (let n = 0; n < 3; n++) {
      const request = { job: "all", environment: "test" };
      await executeRun(projectOf(chain("a", 3)), request, { history: ledger.history, root: `${folder}/assets` });
    }
    const id = (await ledger.history.runs())[0]!.id;
    await ledger.history.write(id, { partitions: { day: ["mon", "tue", "wed"] } });
    await ledger.history.close();
    const figures = await flipBits(path, { random: seeded(5), flips: 150, read: everythingIn });
    assert.equal(figures.flips, 150);
    assert.ok(figures.found > 5, JSON.stringify(figures));
  }));

Deno.test("a history that is cut off anywhere is told", () =>
  withFolder(async (folder) => {
    const path = `${folder}/history.sqlite`;
    const { history } = await openSqliteLedger(path);
    await executeRun(projectOf(chain("a", 3)), { job: "all", environment: "test" }, {
      history,
      root: `${folder}/assets`,
    });
    await history.close();
    const bytes = await Deno.readFile(path);
    for (const length of [0, 1, 50, 100, 4096, 5000, bytes.length >> 1, bytes.length - 4096, bytes.length - 1]) {
      await Deno.writeFile(path, bytes.subarray(0, length));
      await Deno.utime(path, 1, 1);
      const told = await openSqliteLedger(path).then(
        async ({ history, retention }) => {
          const faults = await retention.verify();
          await history.close();
          return faults.join("; ");
        },
        (error) => `${error.message} ${error.remedy}`,
      );
      assert.notEqual(told, "", `${length} bytes`);
      for (const end of ["-wal", "-shm"]) await Deno.remove(`${path}${end}`).catch(() => undefined);
    }
  }));
