import assert from "node:assert/strict";
import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { tablesIn } from "../../tests/helpers/database_files.ts";
import { listFolder, withFolder, withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { openSession } from "../duckdb/mod.ts";
import { quoteLiteral } from "../sql.ts";
import type { Table } from "../types.ts";
import { duckdbWriter } from "./duckdb.ts";
import { parquetWriter } from "./parquet.ts";
import { sqliteWriter } from "./sqlite.ts";
import type { WriterKind } from "./types.ts";

const writers = [parquetWriter, duckdbWriter, sqliteWriter] as readonly WriterKind[];

async function run(command: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** Runs `test` on a disk of 1 MB; false where this user may not mount one. */
async function withSmallDisk(test: (disk: string) => Promise<void>): Promise<boolean> {
  let mounted = false;
  await withFolder(async (disk) => {
    mounted = await run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk);
    if (!mounted) return;
    try {
      await test(disk);
    } finally {
      await run("umount", disk);
    }
  });
  return mounted;
}

Deno.test("writers: a full or read-only disk is named, and what was there stays", async (t) => {
  const ignore = !await withSmallDisk(() => Promise.resolve());
  const onDisk = (test: (disk: string, workspace: Workspace) => Promise<void>) => async () => {
    await withSmallDisk((disk) => withWorkspace((workspace) => test(disk, workspace)));
  };
  await t.step({ name: "full (needs the right to mount a disk)", ignore, fn: onDisk(fillDisk) });
  await t.step({
    name: "full of DuckDB's temporary data (needs the right to mount a disk)",
    ignore,
    fn: onDisk(spill),
  });
  await t.step({ name: "read-only (needs the right to mount a disk)", ignore, fn: onDisk(lockDisk) });
});

async function fillDisk(disk: string, workspace: Workspace): Promise<void> {
  const big = await workspace.table("big", "SELECT i AS x, md5(i::VARCHAR) AS t FROM range(100000) t(i)");
  for (const writer of writers) {
    const { path, write, assertUntouched } = await writeSmall(disk, workspace, writer);
    const before = await listFolder(disk);
    await assert.rejects(write(big), problem(`Cannot write "${path}": the disk is full`));
    // DuckDB leaves a log that the next open with the right to write clears away.
    assert.deepEqual((await listFolder(disk)).filter((name) => !name.endsWith(".wal")), before);
    await assertUntouched();
    for (const name of await listFolder(disk)) await Deno.remove(join(disk, name));
  }
}

async function spill(disk: string): Promise<void> {
  await using session = await openSession({ memoryLimit: "60MB", threads: 1, tempDirectory: join(disk, "tmp") });
  const sorted =
    "SELECT * FROM (SELECT md5(i::VARCHAR) AS a, md5((i + 1)::VARCHAR) AS b FROM range(3000000) t(i)) ORDER BY a";
  await assert.rejects(session.run(`CREATE TABLE sorted AS ${sorted}`), (error: unknown) => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.kind, "pipeline");
    assert.equal(error.message, "Cannot run a statement: the folder for temporary data is full");
    assert.match(error.remedy ?? "", /engine\.temp_directory/);
    return true;
  });
  // The session goes on, and what it spilled is gone.
  assert.deepEqual(await session.rows("SELECT 1 AS x"), [{ x: 1 }]);
}

async function lockDisk(disk: string, workspace: Workspace): Promise<void> {
  const written = [];
  for (const writer of writers) written.push(await writeSmall(disk, workspace, writer));
  await run("mount", "-o", "remount,ro", disk);
  for (const { path, small, write, assertUntouched } of written) {
    await assert.rejects(write(small), (error: unknown) => {
      assert.ok(error instanceof Problem, String(error));
      assert.match(
        error.message,
        new RegExp(`^Cannot write "${path}": (the file system is read-only|permission is denied)`),
      );
      assert.equal(error.kind, "pipeline");
      return true;
    });
    await assertUntouched();
  }
}

async function writeSmall(disk: string, workspace: Workspace, writer: WriterKind) {
  const path = join(disk, `x.${writer.kind}`);
  const config = writer.config.parse(writer.kind === "parquet" ? { path } : { path, table: "t" });
  const context = { session: workspace.session, dataset: "x", place: "writers.x" };
  const small = await workspace.table(`small_${writer.kind}`, "SELECT 1 AS x");
  const write = (table: Table) => writer.write(config, { kind: "table", table }, context);
  await write(small);
  const assertUntouched = async () => {
    if (writer.kind === "parquet") {
      assert.deepEqual(await workspace.session.rows(`FROM ${quoteLiteral(path)}`), [{ x: 1 }]);
    } else {
      assert.deepEqual(await tablesIn(path, writer.kind as "duckdb" | "sqlite"), ["t 1"]);
    }
  };
  return { path, small, write, assertUntouched };
}

function problem(message: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Problem, String(error));
    assert.deepEqual([error.kind, error.message, error.place], ["pipeline", message, "writers.x"]);
    return true;
  };
}
