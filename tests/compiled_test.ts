import assert from "node:assert/strict";
import { join } from "node:path";
import { withoutBrowser } from "./browser/harness.ts";
import { openSqlite } from "../infra/sqlite.ts";
import { migrations } from "../pipeline/engine/history/migrations.ts";
import { makeOlder } from "../pipeline/engine/testing/older_schema.ts";
import { isAdministrator, runBare, startBare } from "./helpers/bare_program.ts";
import { readDocs } from "./helpers/compiled_docs.ts";
import { until } from "./helpers/broken_runs.ts";
import { compiledBench, filesIn, noSensors, serveCompiled } from "./helpers/compiled_project.ts";
import { browseCompiled, recoverCompiled } from "./helpers/compiled_story.ts";
import { processesOf } from "./helpers/processes.ts";

const job = "internal_preprocessing_job";
const bench = await compiledBench();
const { file, why } = bench;
if (why !== undefined) say(`The compiled program is not tested: ${why}`);

function say(line: string): void {
  // deno-lint-ignore no-console -- the one line that says why
  console.log(line);
}

function compiledTest(name: string, fn: () => Promise<void>, ignore = false): void {
  Deno.test({
    name: `compiled: ${name}`,
    ignore: why !== undefined || ignore,
    // The driver of the browser keeps handles of its own.
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });
}

/** What the runtime, not the program, tells people. */
function warningsIn(text: string): readonly string[] {
  return text.split("\n").filter((line) => /\bWarning\b|deprecated|experimental/.test(line));
}

compiledTest("it is one file of less than 130 MB that knows what it was made from", async () => {
  const cwd = await bench.place();
  assert.ok((await Deno.stat(file)).size < 130e6);
  const { stdout } = await runBare(file, ["version", "--json"], { cwd });
  const { compiled, clustering, platform, commit, date } = JSON.parse(stdout);
  assert.deepEqual([compiled, platform], [true, Deno.build.target]);
  assert.match(clustering, /^\d+\.\d+\.\d+/);
  if (commit !== null) assert.match(`${commit} ${date}`, /^[0-9a-f]{40} \d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const help = await runBare(file, ["--help"], { cwd });
  assert.match(help.stdout, /doctor/);
  assert.deepEqual([help.code, help.stderr, await filesIn(cwd)], [0, "", []]);
});

compiledTest(
  "an ordinary user without PATH and HOME runs everything, looks at it, cancels, and loses nothing",
  async () => {
    const cwd = await bench.project();
    const options = { cwd, ordinary: true };
    const run = await runBare(file, ["run", "full_pipeline_job", "--env", "dev"], options);
    assert.deepEqual([run.code, run.stderr, warningsIn(run.stdout)], [0, "", []]);
    const log = await Deno.readTextFile(join(cwd, "logs/dev.log"));
    for (const line of log.trim().split("\n")) assert.equal(typeof JSON.parse(line).message, "string");
    const doctor = await runBare(file, ["doctor", "--json"], options);
    assert.deepEqual([doctor.code, doctor.stderr], [0, ""], doctor.stdout);

    const { base, stop } = await serveCompiled(file, options);
    try {
      const html = await (await fetch(base)).text();
      const [, sheet] = /href="(\/static\/[^"]+\.css)"/.exec(html)!;
      assert.match(await (await fetch(base + sheet)).text(), /font/);
      if (!withoutBrowser()) await browseCompiled(base);
      await recoverCompiled(base);
      await until("a sign of life", async () => {
        const { code, stdout } = await runBare(file, ["health", "--here", "--json"], options);
        assert.equal(JSON.parse(stdout).workers[0].role, "ui");
        return code === 0;
      });
      const pages = await runBare(file, ["health", "--pages", base], options);
      assert.deepEqual([pages.code, pages.stderr], [0, ""], pages.stdout);
    } finally {
      const { code, stderr } = await stop();
      const others = stderr.split("\n").filter((line) => !/ A run's process ended before the run what=/.test(line));
      assert.deepEqual([code, others], [0, [""]]);
    }
    await processesOf([file], 0);
    const cache = (await filesIn(join(cwd, "data/dev/cache"))).map((name) => name.replace(/^.*\//, ""));
    assert.deepEqual(cache.filter((name) => !name.endsWith(".node")), ["libduckdb.so", "libduckdb.so.checked"]);
  },
);

compiledTest("a daemon reads its configuration again at HUP, logs as JSON, and stops at TERM", async () => {
  const cwd = await bench.project();
  const daemon = startBare(file, ["daemon", "--json", "--log-format", "json", ...noSensors], { cwd });
  const log = new Response(daemon.stderr).text();
  const lines = daemon.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const says = async (kind: string) => {
    for (let text = ""; !text.includes(`"kind":"${kind}"`);) {
      const { value, done } = await lines.read();
      if (done) assert.fail(`It ended without ${kind}: ${await log}`);
      text += value;
    }
  };
  await says("started");
  daemon.kill("SIGHUP");
  await says("reloaded");
  await Deno.writeTextFile(join(cwd, "config/dev.yaml"), "paths: 7\n");
  daemon.kill("SIGHUP");
  await says("reload_refused");
  daemon.kill("SIGTERM");
  await says("stopped");
  assert.equal((await daemon.status).code, 0);
  const records = (await log).trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(records.some(({ level, message }) => level === "ERROR" && /cannot be used/.test(message)), await log);
});

compiledTest("the unit of a service starts this file in this project; without systemd its status says so", async () => {
  const cwd = await bench.project();
  const unit = await runBare(file, ["service", "install", "--dry-run"], { cwd, ordinary: true });
  assert.deepEqual([unit.code, unit.stderr], [0, ""]);
  assert.ok(unit.stdout.includes(`ExecStart=${file} daemon --env dev --root ${cwd} --log-format json\n`), unit.stdout);
  assert.match(unit.stdout, /^NoNewPrivileges=yes$/m);
  const status = await runBare(file, ["service", "status"], { cwd, ordinary: true });
  assert.equal(status.code, 3, status.stderr);
});

compiledTest("its pages of documentation are read without the source", async () => {
  await readDocs(file, { cwd: await bench.place(), ordinary: true });
});

compiledTest(
  "a backup is put back; what an earlier version left goes on, what a newer one left is refused",
  async () => {
    const cwd = await bench.project();
    const options = { cwd, env: { CLUSTERING_CACHE: join(cwd, "data/cache") } };
    const history = join(cwd, "data/dev/history/history.sqlite");
    const told = async (...words: string[]) => {
      const { code, stdout, stderr } = await runBare(file, words, options);
      assert.deepEqual([code, stderr], [0, ""], stdout);
      return stdout;
    };
    await told("run", job);
    const { id } = JSON.parse(await told("status", "last", "--json"));
    await told("backup", "kept.tar");
    await Deno.remove(join(cwd, "data/dev"), { recursive: true });
    await told("restore", "kept.tar");
    const goesOn = async () => {
      assert.equal(JSON.parse(await told("status", id, "--json")).id, id);
      const events = (await told("run", job, "--reuse", "--json")).trim().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(events.filter(({ kind }) => kind === "step_succeeded"), []);
      assert.equal(events.at(-1).status, "success");
    };
    await goesOn();
    await makeOlder(history, migrations.length - 1);
    await goesOn();
    {
      using db = openSqlite(history);
      db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    }
    const newer = await runBare(file, ["run", job], options);
    assert.equal(newer.code, 3);
    assert.match(newer.stderr, /its schema has version \d+[^]*Use the newer version of the program/);
  },
);

compiledTest("two that start at the same time unpack one library", async () => {
  const env = { CLUSTERING_CACHE: join(await bench.place(), "cache") };
  const roots = [await bench.project(), await bench.project()];
  const runs = await Promise.all(roots.map((cwd) => runBare(file, ["run", job], { cwd, env })));
  assert.deepEqual(runs.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""]]);
  const cache = (await filesIn(env.CLUSTERING_CACHE)).map((name) => name.replace(/^duckdb-[0-9a-f]+\//, ""));
  const left = cache.filter((name) => !/\.(node|checked)$/.test(name));
  assert.deepEqual(left, ["libduckdb.so"]);
});

compiledTest("a damaged library in the cache is found and written anew; a folder of others is not used", async () => {
  const [cwd, place] = [await bench.project(), await bench.place()];
  const env = { CLUSTERING_CACHE: join(place, "cache") };
  const doctor = async () => await runBare(file, ["doctor"], { cwd, env });
  assert.equal((await doctor()).code, 0);
  const [name = ""] = (await filesIn(env.CLUSTERING_CACHE)).filter((one) => one.endsWith(".so"));
  const library = join(env.CLUSTERING_CACHE, name);
  const before = await Deno.readFile(library);
  const damaged = before.slice();
  damaged.fill(0, 4_096, 8_192);
  await Deno.writeFile(library, damaged);
  assert.equal((await doctor()).code, 0);
  assert.ok((await Deno.readFile(library)).every((byte, index) => byte === before[index]));

  for await (const { name } of Deno.readDir(env.CLUSTERING_CACHE)) {
    await Deno.chmod(join(env.CLUSTERING_CACHE, name), 0o777);
  }
  const { code, stdout } = await doctor();
  assert.equal(code, 3);
  assert.match(stdout, /other users may write/);
});

compiledTest("where the cache cannot be written it says so, and what to do", async () => {
  const [cwd, place] = [await bench.project(), await bench.place()];
  const cache = join(place, "closed");
  await Deno.mkdir(cache, { mode: 0o555 });
  const env = { CLUSTERING_CACHE: cache };
  const { code, stdout } = await runBare(file, ["run", job], { cwd, env, ordinary: true });
  assert.notEqual(code, 0);
  assert.match(stdout, /Cannot unpack libduckdb\.so: .*ermission denied/);
  assert.match(stdout, /Set CLUSTERING_CACHE to a folder that this user can write, with \d+ MB free/);
});

compiledTest("where nothing of the project may be written it says so", async () => {
  const cwd = await bench.project();
  if (isAdministrator) await Deno.chown(cwd, 0, 0);
  await Deno.chmod(cwd, 0o555);
  for (const name of ["data", "logs"]) await Deno.chmod(join(cwd, name), 0o555).catch(() => undefined);
  if (isAdministrator) await Deno.chown(join(cwd, "data"), 0, 0);
  const { code, stderr } = await runBare(file, ["run", job], { cwd, ordinary: true });
  assert.equal(code, 3);
  assert.match(stderr, /^error: Cannot open .*: its folder cannot be made[^]*you may write where it leads/);
});

compiledTest("a full disk under the cache is told and leaves nothing", async () => {
  const cache = join(await bench.place(), "small");
  await Deno.mkdir(cache);
  const mount = await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=10m", "tmpfs", cache] }).output();
  if (!mount.success) return say("A full disk is not tested: this process may not mount a file system");
  try {
    const { code, stdout } = await runBare(file, ["run", job], {
      cwd: await bench.project(),
      env: { CLUSTERING_CACHE: cache },
    });
    assert.notEqual(code, 0);
    assert.match(stdout, /Cannot unpack libduckdb\.so: .*[Nn]o space left/);
    assert.deepEqual(await filesIn(cache), []);
  } finally {
    await new Deno.Command("umount", { args: [cache] }).output();
  }
}, !isAdministrator);

compiledTest("it works from a file system that nothing can be written to", async () => {
  const place = await bench.place();
  const bin = join(place, "bin");
  await Deno.mkdir(bin);
  await Deno.copyFile(file, join(bin, "clustering"));
  const bind = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"';
  const own = await new Deno.Command("sh", { args: ["-c", bind, "sh", bin] }).output();
  if (!own.success) return say("A read-only file system is not tested: this process may not mount one");
  try {
    await assert.rejects(Deno.writeTextFile(join(bin, "x"), ""));
    const data = join(place, "data");
    const root = await bench.project();
    const settings = ["--set", `paths.data=${data}`, "--set", `paths.logs=${data}/logs`];
    const options = { cwd: bin, env: { DATA_DIR: data }, ordinary: true };
    const run = await runBare(join(bin, "clustering"), ["run", job, "--root", root, ...settings], options);
    assert.deepEqual([run.code, run.stderr], [0, ""]);
  } finally {
    await new Deno.Command("umount", { args: [bin] }).output();
  }
}, !isAdministrator);

Deno.test({ name: "compiled: nothing is left", ignore: why !== undefined, fn: bench.remove });
