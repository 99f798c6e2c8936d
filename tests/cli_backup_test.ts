import assert from "node:assert/strict";
import { join } from "node:path";
import { openSqlite } from "../infra/sqlite.ts";
import { runCli, withProject } from "./helpers/cli.ts";
import { postgresPrograms, withPostgres } from "./helpers/postgres.ts";

type Json = Record<string, unknown>;

class Cli {
  readonly root: string;
  readonly more: readonly string[];

  constructor(root: string, more: readonly string[] = []) {
    this.root = root;
    this.more = more;
  }

  async json(...words: string[]): Promise<Json> {
    const { code, stdout, stderr } = await runCli([...words, "--json", ...this.more], { cwd: this.root, permissions });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout.trim().startsWith("[") ? `{"list":${stdout}}` : stdout);
  }

  async run(): Promise<void> {
    const words = ["run", "internal_preprocessing_job", ...this.more];
    const { code, stderr } = await runCli(words, { cwd: this.root, permissions });
    assert.equal(code, 0, stderr);
  }

  async refused(code: number, found: RegExp, ...words: string[]): Promise<void> {
    const result = await runCli([...words, ...this.more], { cwd: this.root, permissions });
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, found);
  }

  async runs(): Promise<string[]> {
    return ((await this.json("runs"))["list"] as { id: string }[]).map(({ id }) => id);
  }
}

const permissions = [
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-ffi", "--allow-sys", "--allow-net=127.0.0.1"],
];

function filesBelow(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) Object.assign(found, filesBelow(path));
    else found[path] = Deno.readFileSync(path).join(",");
  }
  return found;
}

Deno.test("cli: a backup brings back a lost project, to the byte; what was there is kept", () =>
  withProject(async (root) => {
    const cli = new Cli(root);
    await cli.run();
    const backup = await cli.json("backup", "safe.tar");
    const file = join(root, "safe.tar");
    assert.deepEqual([backup.file, backup.runs, backup.environment], [file, 1, "dev"]);
    const before = filesBelow(join(root, "data/assets"));
    assert.equal(backup.values, Object.keys(before).length);
    const runs = await cli.runs();

    await cli.run();
    await cli.refused(2, /there is a history .* with runs[\s\S]*--force/, "restore", "safe.tar");
    const [damaged, lost] = Object.keys(before);
    await Deno.writeTextFile(damaged!, "x");
    await Deno.remove(lost!);
    const dry = await cli.json("restore", "safe.tar", "--dry-run");
    assert.deepEqual([dry.restored, dry.kept, (await cli.runs()).length], [false, [], 2]);
    const restored = await cli.json("restore", "safe.tar", "--force");
    assert.deepEqual([restored.restored, restored.values], [true, 2]);
    assert.deepEqual(await cli.runs(), runs);
    const after = filesBelow(join(root, "data/assets"));
    for (const [path, bytes] of Object.entries(before)) assert.equal(after[path], bytes, path);
    const [aside, kept, ...others] = restored.kept as string[];
    assert.deepEqual([others, await Deno.readTextFile(aside!)], [[], "x"]);
    {
      using old = openSqlite(kept!, { readOnly: true });
      assert.equal(old.all("SELECT id FROM runs").length, 2);
      assert.deepEqual(old.all("SELECT action FROM audit").map((row) => row["action"]), ["backup"]);
    }
    using now = openSqlite(join(root, "data/history/history.sqlite"), { readOnly: true });
    assert.deepEqual(now.all("SELECT action, target FROM audit"), [{ action: "restore", target: file }]);

    await Deno.remove(join(root, "data"), { recursive: true });
    await cli.json("restore", "safe.tar");
    assert.deepEqual(filesBelow(join(root, "data/assets")), before);
    const reused = await runCli(["run", "internal_preprocessing_job", "--reuse", "--json"], { cwd: root });
    assert.ok(reused.code === 0 && !reused.stdout.includes('"step_succeeded"'), reused.stderr);
    await cli.refused(2, /it exists already/, "backup", "safe.tar");
  }));

Deno.test("cli: a backup that is cut off, damaged or of a newer program changes nothing", () =>
  withProject(async (root) => {
    const cli = new Cli(root);
    await cli.run();
    await cli.json("backup", "safe.tar");
    const path = join(root, "safe.tar");
    const bytes = await Deno.readFile(path);
    await Deno.remove(join(root, "data"), { recursive: true });
    const refused = async (changed: Uint8Array<ArrayBuffer>) => {
      await Deno.writeFile(path, changed);
      await cli.refused(5, /Cannot restore the backup .*safe.tar[\s\S]*Nothing was changed/, "restore", "safe.tar");
      assert.deepEqual(filesBelow(join(root, "data")), {}, "something was left");
    };
    await refused(bytes.slice(0, bytes.length >> 1));
    await refused(bytes.slice(0, bytes.length - 2048));
    for (const position of [3, 5_000, bytes.length >> 1, bytes.length - 3_000]) {
      const changed = bytes.slice();
      changed[position] = changed[position]! ^ 16;
      await refused(changed);
    }
    await cli.refused(2, /it does not exist/, "restore", "none.tar");
    await Deno.writeFile(path, bytes);
    await cli.json("restore", "safe.tar");
  }));

Deno.test("cli: a damaged history is told with the way out, and the way out works", () =>
  withProject(async (root) => {
    const cli = new Cli(root);
    await cli.run();
    const runs = await cli.runs();
    await cli.json("backup", "backups/");
    const path = join(root, "data/history/history.sqlite");
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 4096 * 3));
    await cli.refused(5, /history.sqlite.*damaged[\s\S]*restore/, "backup", "second.tar");
    const [{ name }] = await Array.fromAsync(Deno.readDir(join(root, "backups"))) as [Deno.DirEntry];
    assert.match(name, /^dev-\d{8}T\d{6}Z\.tar$/);
    const restored = await cli.json("restore", `backups/${name}`);
    assert.equal((restored.kept as string[]).length, 1);
    assert.deepEqual(await cli.runs(), runs);
    await Deno.writeFile(path, new Uint8Array(bytes.length).fill(65));
    await cli.json("restore", `backups/${name}`);
    assert.deepEqual(await cli.runs(), runs);
  }));

Deno.test("cli: a history that another process has open is not replaced", () =>
  withProject(async (root) => {
    const cli = new Cli(root);
    await cli.run();
    await cli.json("backup", "safe.tar", "--history-only");
    using other = openSqlite(join(root, "data/history/history.sqlite"));
    other.get("SELECT id FROM runs");
    await cli.refused(2, /another process has it open[\s\S]*Stop daemons/, "restore", "safe.tar", "--force");
    assert.deepEqual(other.get("SELECT count(*) AS n FROM runs"), { n: 1 });
  }));

Deno.test({
  name: "cli: a history in PostgreSQL is backed up and put back, there or in a file",
  ignore: postgresPrograms() === undefined,
  fn: () =>
    withPostgres(({ url, sql }) =>
      withProject(async (root) => {
        const set = ["--set", `history={ "kind": "postgres", "url": "${url}", "schema": "s" }`];
        const cli = new Cli(root, set);
        await cli.run();
        const runs = await cli.runs();
        assert.equal((await cli.json("backup", "safe.tar")).runs, 1);
        await cli.run();
        await cli.refused(2, /--force/, "restore", "safe.tar");
        const restored = await cli.json("restore", "safe.tar", "--force");
        assert.deepEqual(await cli.runs(), runs);
        assert.match((restored.kept as string[])[0]!, /backups\/replaced-.*\.tar$/);
        await cli.run();
        assert.equal((await cli.runs()).length, 2, "numbers go on after those that were restored");
        await cli.json("restore", (restored.kept as string[])[0]!, "--force");
        assert.equal((await cli.runs()).length, 2);

        await sql("UPDATE s.queue SET worker = 'w'");
        await sql(
          "INSERT INTO s.queue (run, priority, pools, origin, on_crash, attempts, enqueued_at, worker, lease_until) " +
            `SELECT id, 0, '{}', '{}', 'fail', 1, 0, 'w', 9e15 FROM s.runs LIMIT 1`,
        );
        await cli.refused(2, /is being executed/, "restore", "safe.tar", "--force");

        const inFile = new Cli(root);
        await inFile.json("restore", "safe.tar");
        assert.deepEqual(await inFile.runs(), runs);
      })
    ),
});
