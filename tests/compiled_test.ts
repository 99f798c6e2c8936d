import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../infra/clock.ts";
import { type BareOptions, isAdministrator, nobody, runBare, startBare, untilPrinted } from "./helpers/bare_program.ts";
import { compiledProgram } from "./helpers/compiled.ts";
import { processesOf } from "./helpers/processes.ts";

const job = "internal_preprocessing_job";
const folder = await Deno.makeTempDir({ prefix: "clustering-compiled-" });
const { file = "", why } = Deno.build.os === "linux"
  ? await compiledProgram(folder)
  : { why: "these tests are for Linux" };
if (why !== undefined) {
  // deno-lint-ignore no-console -- the one line that says why
  console.log(`The compiled program is not tested: ${why}`);
  await Deno.remove(folder, { recursive: true });
}

/** Gives `act` a folder of its own; the first test of all makes none of what others use. */
function compiledTest(name: string, act: (place: string) => Promise<void>, ignore = false): void {
  Deno.test({
    name: `compiled: ${name}`,
    ignore: why !== undefined || ignore,
    async fn() {
      const place = await Deno.makeTempDir({ dir: folder });
      await Deno.chmod(folder, 0o755);
      await Deno.chmod(place, 0o755);
      if (isAdministrator) await Deno.chown(place, nobody, nobody);
      await act(place);
    },
  });
}

/** A project made by the program itself. */
async function newProject(place: string, options: Omit<BareOptions, "cwd"> = {}): Promise<string> {
  const { code, stderr } = await runBare(file, ["init", "demo"], { cwd: place, ...options });
  assert.equal(code, 0, stderr);
  return join(place, "demo");
}

async function filesIn(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) names.push(...(await filesIn(join(path, name))).map((inner) => `${name}/${inner}`));
    else names.push(name);
  }
  return names.sort();
}

compiledTest("it is one file of less than 130 MB that knows what it was made from", async (place) => {
  assert.ok((await Deno.stat(file)).size < 130e6);
  const { stdout } = await runBare(file, ["version", "--json"], { cwd: place });
  const { compiled, clustering, platform } = JSON.parse(stdout);
  assert.deepEqual([compiled, platform], [true, Deno.build.target]);
  assert.match(clustering, /^\d+\.\d+\.\d+/);
  assert.match((await runBare(file, ["--help"], { cwd: place })).stdout, /full_pipeline_job|run/);
  assert.deepEqual(await filesIn(place), []);
});

compiledTest(
  "an ordinary user without PATH and HOME starts a project, runs everything and looks at it",
  async (place) => {
    const options = { ordinary: true };
    const root = await newProject(place, options);
    const run = await runBare(file, ["run", "full_pipeline_job", "--env", "dev"], { cwd: root, ...options });
    assert.equal(run.code, 0, run.stderr);
    const doctor = await runBare(file, ["doctor", "--json"], { cwd: root, ...options });
    assert.equal(doctor.code, 0, doctor.stdout);

    const ui = startBare(file, ["ui", "--port", "0"], { cwd: root, ...options });
    const [url] = await untilPrinted(ui.stdout, /http:\/\/127\.0\.0\.1:\d+/);
    const page = await fetch(url);
    assert.equal(page.status, 200);
    const html = await page.text();
    assert.match(html, /full_pipeline_job/);
    const [, sheet] = /href="(\/static\/[^"]+\.css)"/.exec(html)!;
    assert.match(await (await fetch(url + sheet)).text(), /font/);
    ui.kill("SIGTERM");
    const [{ code }] = await Promise.all([ui.status, ui.stderr.cancel()]);
    assert.equal(code, 0);

    const cache = await filesIn(join(root, "data/dev/cache"));
    assert.equal(cache.filter((name) => name.endsWith("/libduckdb.so")).length, 1);
    assert.deepEqual(cache.filter((name) => name.endsWith(".part")), []);
  },
);

compiledTest("two that start at the same time unpack one library", async (place) => {
  const env = { CLUSTERING_CACHE: join(place, "cache") };
  const roots = [await newProject(await Deno.makeTempDir({ dir: place })), await newProject(place)];
  const runs = await Promise.all(roots.map((cwd) => runBare(file, ["run", job], { cwd, env })));
  assert.deepEqual(runs.map(({ code }) => code), [0, 0], runs.map(({ stderr }) => stderr).join("\n"));
  const cache = (await filesIn(env.CLUSTERING_CACHE)).map((name) => name.replace(/^duckdb-[0-9a-f]+\//, ""));
  assert.deepEqual(cache.filter((name) => !name.endsWith(".node")), ["libduckdb.so"]);
});

compiledTest("a damaged library in the cache is found and written anew", async (place) => {
  const env = { CLUSTERING_CACHE: join(place, "cache") };
  const cwd = await newProject(place);
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
});

compiledTest("where the cache cannot be written it says so, and what to do", async (place) => {
  const cwd = await newProject(place, { ordinary: true });
  const cache = join(place, "closed");
  await Deno.mkdir(cache, { mode: 0o555 });
  const env = { CLUSTERING_CACHE: cache };
  const { code, stdout } = await runBare(file, ["run", job], { cwd, env, ordinary: true });
  assert.notEqual(code, 0);
  assert.match(stdout, /Cannot unpack libduckdb\.so: .*ermission denied/);
  assert.match(stdout, /Set CLUSTERING_CACHE to a folder that this user can write, with \d+ MB free/);
});

compiledTest("a folder that others may write is not used for the library", async (place) => {
  const cwd = await newProject(place);
  const cache = join(place, "cache");
  const env = { CLUSTERING_CACHE: cache };
  assert.equal((await runBare(file, ["doctor"], { cwd, env })).code, 0);
  for await (const { name } of Deno.readDir(cache)) await Deno.chmod(join(cache, name), 0o777);
  const { code, stdout } = await runBare(file, ["doctor"], { cwd, env });
  assert.equal(code, 3);
  assert.match(stdout, /other users may write/);
});

compiledTest("a full disk under the cache is told and leaves nothing", async (place) => {
  const cache = join(place, "small");
  await Deno.mkdir(cache);
  const mount = await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=10m", "tmpfs", cache] }).output();
  if (!mount.success) {
    // deno-lint-ignore no-console -- the one line that says why
    console.log("A full disk is not tested: this process may not mount a file system");
    return;
  }
  try {
    const cwd = await newProject(place);
    const { code, stdout } = await runBare(file, ["run", job], { cwd, env: { CLUSTERING_CACHE: cache } });
    assert.notEqual(code, 0);
    assert.match(stdout, /Cannot unpack libduckdb\.so: .*[Nn]o space left/);
    assert.deepEqual(await filesIn(cache), []);
  } finally {
    await new Deno.Command("umount", { args: [cache] }).output();
  }
}, !isAdministrator);

compiledTest("it works from a file system that nothing can be written to", async (place) => {
  const bin = join(place, "bin");
  const data = join(place, "data");
  await Deno.mkdir(bin);
  const bind = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"';
  const own = await new Deno.Command("sh", { args: ["-c", bind, "sh", bin] }).output();
  if (!own.success) {
    // deno-lint-ignore no-console -- the one line that says why
    console.log("A read-only file system is not tested: this process may not mount one");
    return;
  }
  try {
    await assert.rejects(Deno.writeTextFile(join(bin, "x"), ""));
    await newProject(place);
    const env = { DATA_DIR: data };
    const words = ["run", job, "--root", join(place, "demo"), "--set", `paths.data=${data}`];
    const settings = ["--set", `paths.logs=${data}/logs`];
    const { code, stderr } = await runBare(file, [...words, ...settings], { cwd: bin, env });
    assert.equal(code, 0, stderr);
  } finally {
    await new Deno.Command("umount", { args: [bin] }).output();
  }
}, !isAdministrator);

compiledTest(
  "a run in a process of its own is canceled; one that is killed is found and run to its end",
  async (place) => {
    const cwd = await newProject(place);
    const json = async (...words: string[]) => {
      const { stdout, stderr } = await runBare(file, [...words, "--json"], { cwd });
      return stdout === "" ? assert.fail(stderr) : JSON.parse(stdout);
    };
    const daemon = startBare(file, ["daemon", "--json"], { cwd });
    daemon.stderr.cancel();
    await untilPrinted(daemon.stdout, /"kind":"started"/);
    const first = await json("run", "full_pipeline_job", "--queue");
    await processesOf(["execute-run", first.id], 1);
    await json("cancel", first.id);
    await processesOf(["execute-run", first.id], 0);
    const statusOf = async (id: string) =>
      (await json("runs")).find((run: { id: string; status: string }) => run.id === id)?.status;
    assert.equal(await statusOf(first.id), "canceled");

    const second = await json("run", "full_pipeline_job", "--queue");
    const [running] = await processesOf(["execute-run", second.id], 1);
    Deno.kill(running!, "SIGKILL");
    let again: number | undefined;
    while (again === undefined || again === running) [again] = await processesOf(["execute-run", second.id], 1);
    while (!["success", "failed"].includes(await statusOf(second.id))) await systemClock.sleep(200);
    assert.equal(await statusOf(second.id), "success");
    daemon.kill("SIGTERM");
    assert.equal((await daemon.status).code, 0);
    await processesOf([file], 0);
  },
);

Deno.test({
  name: "compiled: nothing is left",
  ignore: why !== undefined,
  fn: () => Deno.remove(folder, { recursive: true }),
});
