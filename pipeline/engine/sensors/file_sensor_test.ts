import assert from "node:assert/strict";
import { join } from "node:path";
import { silentLogger } from "../../../infra/log.ts";
import { memoryHistory } from "../history/memory.ts";
import { fileSensor } from "./file_sensor.ts";
import { filesOf } from "./glob.ts";
import type { SensorResult } from "./sensor.ts";
import { surveyFiles } from "./watched_files.ts";

const settle = 30_000;

interface Drop {
  /** Writes a file with a time of its own, milliseconds since 1970. */
  write(name: string, content: string, modified: number): Promise<string>;
  /** Evaluates the sensor at a time and keeps its cursor. */
  look(now: number): Promise<SensorResult>;
  /** Takes the cursor away. */
  forget(): void;
  readonly folder: string;
}

/** Later than the change time that the system gives the files of a test. */
const later = Date.now() + 1_000_000;

async function withDrop(patterns: readonly string[], test: (drop: Drop) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "drop-" });
  const paths = patterns.map((pattern) => join(folder, pattern));
  const sensor = fileSensor({ name: "files", job: "all", description: "Files.", paths, settle });
  const { signal } = new AbortController();
  let cursor: string | undefined;
  try {
    await test({
      folder,
      async write(name, content, modified) {
        const path = join(folder, name);
        await Deno.mkdir(join(path, ".."), { recursive: true });
        await Deno.writeTextFile(path, content);
        await Deno.utime(path, modified / 1000, modified / 1000);
        return path;
      },
      async look(now) {
        const parts = { history: memoryHistory(), backfills: { backfill: () => Promise.resolve(undefined) } };
        const result = await sensor.evaluate({ cursor, now, ...parts, signal, log: silentLogger });
        cursor = result.cursor ?? cursor;
        return result;
      },
      forget() {
        cursor = undefined;
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Names of the files that a result asks a run for. */
function asked({ runRequests = [] }: SensorResult): string[] | undefined {
  if (runRequests.length === 0) return undefined;
  assert.equal(runRequests.length, 1);
  return Object.keys(runRequests[0]?.details?.files as Record<string, string>).map((path) => path.split("/").at(-1)!);
}

Deno.test("fileSensor: all new files make one run, also those whose name sorts before what was seen", () =>
  withDrop(["*.csv"], async ({ write, look }) => {
    assert.match((await look(later)).skipReason ?? "", /there is no file at/);
    await write("m.csv", "1", 1000);
    await write("n.csv", "2", 1000);
    await write("other.txt", "2", 1000);
    assert.deepEqual(asked(await look(later)), ["m.csv", "n.csv"]);
    const nothing = await look(later + 1);
    assert.deepEqual([asked(nothing), nothing.skipReason], [undefined, "nothing new in 2 files"]);
    await write("a.csv", "3", 500);
    assert.deepEqual(asked(await look(later + 2)), ["a.csv"]);
  }));

Deno.test("fileSensor: a rewritten file counts, a touched one does not, a content that comes back does", () =>
  withDrop(["*.csv"], async ({ write, look }) => {
    const keys: (string | undefined)[] = [];
    const see = async (now: number) => {
      const result = await look(now);
      keys.push(...(result.runRequests ?? []).map(({ runKey }) => runKey));
      return asked(result);
    };
    await write("a.csv", "one", 1000);
    assert.deepEqual(await see(later), ["a.csv"]);
    await write("a.csv", "one", 2000);
    assert.equal(await see(later + 1), undefined);
    await write("a.csv", "two", 3000);
    assert.deepEqual(await see(later + 2), ["a.csv"]);
    await write("a.csv", "one", 4000);
    assert.deepEqual(await see(later + 3), ["a.csv"]);
    assert.equal(new Set(keys).size, 3);
  }));

Deno.test("fileSensor: one that was made to forget asks for all files again, under another key", () =>
  withDrop(["*.csv"], async ({ write, look, forget }) => {
    await write("a.csv", "one", 1000);
    const first = await look(later);
    assert.equal(asked(await look(later + 1)), undefined);
    forget();
    const second = await look(later + 2);
    assert.deepEqual([asked(first), asked(second)], [["a.csv"], ["a.csv"]]);
    assert.notEqual(first.runRequests?.[0]?.runKey, second.runRequests?.[0]?.runKey);
  }));

Deno.test("surveyFiles: a copy that keeps size and time shows by the time of its change", () => {
  const stamp = { size: 3, modified: 1000, changed: 2000 };
  const memory = { generation: 1, known: { "a.csv": { ...stamp, hash: "h" } }, unsettled: {} };
  const survey = (changed: number) =>
    surveyFiles(memory, new Map([["a.csv", { ...stamp, changed }]]), { now: 90_000, settle }).toRead;
  assert.deepEqual(survey(2000), []);
  assert.deepEqual(survey(3000), ["a.csv"]);
  assert.deepEqual(survey(80_000), []);
});

Deno.test("fileSensor: a file that is being written waits until it has settled", () =>
  withDrop(["*.csv"], async ({ write, look }) => {
    await write("a.csv", "1,", later);
    const first = await look(later + 1000);
    assert.equal(asked(first), undefined);
    assert.match(first.skipReason ?? "", /a\.csv" may still be being written: wait until it is 30 s old/);
    await write("a.csv", "1,2,", later + 20_000);
    assert.equal(asked(await look(later + 40_000)), undefined);
    await write("b.csv", "3", 1000);
    assert.deepEqual(asked(await look(later + 45_000)), ["b.csv"]);
    assert.deepEqual(asked(await look(later + 50_000)), ["a.csv"]);
  }));

Deno.test("fileSensor: a file from a machine whose clock is ahead settles when it looks the same for long enough", () =>
  withDrop(["a.csv"], async ({ write, look }) => {
    await write("a.csv", "1", later + 1e9);
    assert.equal(asked(await look(later)), undefined);
    assert.equal(asked(await look(later + settle - 1)), undefined);
    assert.deepEqual(asked(await look(later + settle)), ["a.csv"]);
  }));

Deno.test("fileSensor: files that vanish and come back as they were are not new", () =>
  withDrop(["*.csv"], async ({ write, look, folder }) => {
    await write("a.csv", "one", 1000);
    await look(later);
    await Deno.remove(join(folder, "a.csv"));
    assert.match((await look(later + 1)).skipReason ?? "", /there is no file/);
    await write("a.csv", "one", 5000);
    assert.equal(asked(await look(later + 2)), undefined);
  }));

Deno.test("filesOf: files, folders, patterns; hidden and unfinished ones are left out", () =>
  withDrop([], async ({ write, folder }) => {
    for (const name of ["a.csv", "b1.csv", ".b.csv.part", "x/c.csv", "x/y/d.csv", "x/y/e.txt", "x/.git/f.csv"]) {
      await write(name, "1", 1000);
    }
    const found = async (pattern: string) =>
      (await filesOf(join(folder, pattern))).map((path) => path.slice(folder.length + 1));
    assert.deepEqual(await found("a.csv"), ["a.csv"]);
    assert.deepEqual(await found("nothing.csv"), []);
    assert.deepEqual(await found("."), ["a.csv", "b1.csv"]);
    assert.deepEqual(await found("*.csv"), ["a.csv", "b1.csv"]);
    assert.deepEqual(await found("?[0-9].csv"), ["b1.csv"]);
    assert.deepEqual(await found("*/c.csv"), ["x/c.csv"]);
    assert.deepEqual(await found("**/*.csv"), ["a.csv", "b1.csv", "x/c.csv", "x/y/d.csv"]);
    assert.deepEqual(await found("x/**"), ["x/c.csv", "x/y/d.csv", "x/y/e.txt"]);
    assert.deepEqual(await found("a.csv/*"), []);
  }));
