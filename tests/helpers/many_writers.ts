import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../infra/clock.ts";
import { openSqliteLedger } from "../../pipeline/engine/mod.ts";
import { projectRoot } from "./source_files.ts";
import { withFolder } from "./workspace.ts";

/** What came of many processes writing to one history file. */
export interface WriterFigures {
  readonly processes: number;
  readonly runs: number;
  /** Transactions, all processes together. */
  readonly transactions: number;
  readonly seconds: number;
}

const program = join(projectRoot, "pipeline/engine/testing/writer_process.ts");

/** Lets processes write to one history, all at once from its making on; every one must succeed, and nothing be lost. */
export async function writeTogether(processes: number, runsEach: number): Promise<WriterFigures> {
  let figures: WriterFigures | undefined;
  await withFolder(async (folder) => {
    const path = join(folder, "history.sqlite");
    const began = systemClock.elapsed();
    const names = Array.from({ length: processes }, (_, index) => `w${String(index).padStart(3, "0")}`);
    const outputs = await Promise.all(names.map((name) => {
      const rights = ["--allow-read", `--allow-write=${folder}`];
      const args = ["run", "--quiet", "--no-prompt", "--no-check", ...rights, program, path, name, String(runsEach)];
      return new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "piped" }).output();
    }));
    for (const { code, stderr } of outputs) assert.equal(code, 0, new TextDecoder().decode(stderr));
    const seconds = Math.round((systemClock.elapsed() - began) / 100) / 10;
    const runs = processes * runsEach;
    const ledger = await openSqliteLedger(path);
    await using history = ledger.history;
    const found = await history.runs({ limit: runs + 1 });
    assert.equal(found.length, runs);
    assert.ok(found.every(({ status }) => status === "success"));
    for (const name of names) assert.equal((await history.events(`${name}-0000`)).length, 3);
    assert.deepEqual(await ledger.retention.verify(), []);
    figures = { processes, runs, transactions: runs * 3, seconds };
  });
  return figures!;
}
