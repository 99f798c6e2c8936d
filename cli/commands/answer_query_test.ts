import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Problem } from "../../infra/errors.ts";
import { openSession } from "../../io/mod.ts";
import { type QueryTask, separateExecution } from "../../pipeline/inspection/mod.ts";
import type { Settings } from "../../pipeline/mod.ts";
import { queryCommand } from "../launch_run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const never = new AbortController().signal;

/** What a task gives in a process of its own, or how it was refused. */
async function ask(folder: string, task: Partial<QueryTask> & Pick<QueryTask, "sql">, signal = never) {
  const settings = { engine: { temp_directory: folder } } as Settings;
  const whole: QueryTask = { tables: [], limit: 10, memory: "200MB", threads: 1, ...task };
  return await separateExecution(queryCommand({ settings, root }))(whole, signal);
}

async function refusal(folder: string, sql: string): Promise<string> {
  const error = await ask(folder, { sql }).catch((error: unknown) => error);
  assert.ok(error instanceof Problem, JSON.stringify(error));
  return `${error.kind}: ${error.message}`;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("answer-query: rows, files and mistakes are what they are in one process", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/t.parquet`;
    await using session = await openSession();
    await session.run(`COPY (FROM range(20) t(id)) TO '${path}'`);
    const tables = [{ name: "t", files: [{ path }] }];
    const { columns, rows, more } = await ask(folder, { sql: "FROM t ORDER BY id", tables });
    assert.deepEqual([columns, rows.length, more], [[{ name: "id", type: "BIGINT" }], 10, true]);
    const file = { path: `${folder}/out.csv`, format: "csv" } as const;
    await ask(folder, { sql: "SELECT id, '=1+1' AS w FROM t WHERE id < 2", tables, file });
    assert.equal(await Deno.readTextFile(file.path), "id,w\n0,=1+1\n1,=1+1\n");
    assert.match(await refusal(folder, "SELECT nope"), /^usage: Cannot run the query: Referenced column "nope"/);
  });
});

Deno.test("answer-query: what brings the process down, or takes its memory, is told to whoever asked and to nobody else", async () => {
  await inFolder(async (folder) => {
    // Memory that DuckDB does not count: one value of 32 GB.
    assert.match(await refusal(folder, "SELECT len(range(4000000000))"), /^data: .*needs more than 200MB of memory/);
    // Each refers to the one before: deeper than the stack is.
    const names = Array.from({ length: 900 }, (_, i) => `a${i + 1} AS (FROM a${i})`);
    const deep = `WITH a0 AS (SELECT 1), ${names.join(", ")} FROM a900`;
    assert.match(
      await refusal(folder, deep),
      /^data: Cannot answer the query: its process ended before it had an answer, with code/,
    );
  });
});

Deno.test("answer-query: what DuckDB cannot interrupt is killed when the time is over", async () => {
  await inFolder(async (folder) => {
    const over = new AbortController();
    const sql = "SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000))";
    const asked = ask(folder, { sql }, over.signal);
    // On a slow machine the process may not have begun by then: it is killed all the same.
    setTimeout(() => over.abort(new Error("the time is over")), 1_500);
    await assert.rejects(asked, /the time is over/);
  });
});
