import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { systemClock } from "../infra/clock.ts";
import { isFinal, type Ledger, openSqliteLedger } from "../pipeline/engine/mod.ts";
import { allPermissions, runCli, startCli, withProject } from "./helpers/cli.ts";
import { groupsOf, isGone, until } from "./helpers/broken_runs.ts";

const job = "internal_preprocessing_job";
const permissions = [...allPermissions, `--allow-run=${Deno.execPath()}`, "--allow-net=127.0.0.1"];

/** A program that goes on: what it told and logged so far, and its end. */
interface Running {
  readonly child: Deno.ChildProcess;
  /** Lines of standard output, and of standard error. */
  readonly lines: { readonly out: string[]; readonly err: string[] };
  /** Waits for a line of standard output. */
  says(pattern: RegExp): Promise<string>;
  ended(): Promise<Deno.CommandStatus>;
}

const noSensors = ["new_internal_data_sensor", "external_data_sensor"].flatMap((name) => [
  "--set",
  `sensors.${name}.running=false`,
]);

function start(root: string, ...words: readonly string[]): Running {
  const child = startCli([...words, ...noSensors], { cwd: root, permissions });
  const lines = { out: [] as string[], err: [] as string[] };
  const reading = [read(child.stdout, lines.out), read(child.stderr, lines.err)];
  let isOver = false;
  void Promise.all(reading).then(() => isOver = true);
  return {
    child,
    lines,
    async says(pattern) {
      await until(
        `${pattern} in ${lines.out.join("|")}${lines.err.join("|")}`,
        () => isOver || lines.out.some((line) => pattern.test(line)),
      );
      const found = lines.out.find((line) => pattern.test(line));
      assert.ok(found, `It ended without ${pattern}: ${lines.err.join("\n")}`);
      return found;
    },
    async ended() {
      const [status] = await Promise.all([child.status, ...reading]);
      return status;
    },
  };
}

async function read(output: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of output) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  }
}

async function withLedger(root: string, body: (ledger: Ledger) => Promise<void>): Promise<void> {
  const ledger = await openSqliteLedger(join(root, "data/history/history.sqlite"));
  try {
    await body(ledger);
  } finally {
    await ledger.history.close();
  }
}

const ended = ({ history }: Ledger, run: string) =>
  until(`the end of ${run}`, async () => isFinal((await history.run(run))!.status));

Deno.test("cli: the pages' server executes queued runs and says so; two of them share the work", () =>
  withProject(async (root) => {
    // A lease that outlasts any pause of a busy machine: neither may take the other for dead.
    const words = ["ui", "--port", "0", "--set", "queue.lease_seconds=60", "--log-format"];
    const servers = [start(root, ...words, "text"), start(root, ...words, "json")];
    const texts = await Promise.all([servers[0]!.says(/Ctrl-C ends it/), servers[1]!.says(/"kind":"started"/)]);
    assert.match(texts[0]!, /^dev on http:\/\/127\.0\.0\.1:\d+\/: runs, schedules and sensors/);
    const told = JSON.parse(texts[1]!);
    assert.deepEqual([told.kind, told.environment, told.services[0]], ["started", "dev", "runs"]);
    const page = await fetch(told.url);
    assert.equal(page.status, 200);
    await page.body?.cancel();
    const queued = await Promise.all([1, 2, 3].map(() => runCli(["run", job, "--queue", "--json"], { cwd: root })));
    await withLedger(root, async (ledger) => {
      for (const { stdout } of queued) {
        const { id } = JSON.parse(stdout);
        await ended(ledger, id);
        assert.equal((await ledger.history.run(id))!.status, "success");
        assert.equal((await groupsOf(ledger.history, id)).length, 1);
      }
    });
    for (const { child } of servers) child.kill("SIGTERM");
    for (const server of servers) assert.equal((await server.ended()).code, 0, server.lines.err.join("\n"));
    assert.ok(servers[1]!.lines.err.every((line) => JSON.parse(line).level !== undefined));
    assert.ok(servers.some(({ lines }) => lines.err.some((line) => /Run started/.test(line))));
  }));

Deno.test("cli: pages that only show, or leave the work to others, execute nothing", () =>
  withProject(async (root) => {
    await runCli(["run", job, "--queue"], { cwd: root });
    for (const option of ["--no-daemon", "--read-only"]) {
      const server = start(root, "ui", "--port", "0", option);
      assert.match(await server.says(/Ctrl-C ends it/), /^dev on http:\/\/[^ ]+\/ {2}Ctrl-C ends it$/);
      const [{ status, waiting }] = JSON.parse((await runCli(["runs", "--json"], { cwd: root })).stdout);
      assert.deepEqual([status, waiting], ["queued", { kind: "no_worker" }]);
      server.child.kill("SIGTERM");
      assert.equal((await server.ended()).code, 0);
    }
  }));

Deno.test("cli: HUP has the configuration read again; a broken one is refused, and the one before it stays", () =>
  withProject(async (root) => {
    const path = join(root, "config/dev.yaml");
    const config = await Deno.readTextFile(path);
    const daemon = start(root, "daemon", "--json");
    await daemon.says(/started/);
    const queued = JSON.parse((await runCli(["run", job, "--queue", "--json"], { cwd: root })).stdout);
    await withLedger(root, (ledger) => ended(ledger, queued.id));

    await Deno.writeTextFile(path, `${config}queue: { max_runs: zwei }\n`);
    daemon.child.kill("SIGHUP");
    assert.match(await daemon.says(/reload_refused/), /queue\.max_runs: found the text .*config\/dev\.yaml:6:20/);
    await Deno.writeTextFile(path, `${config}history: { kind: sqlite, path: other.sqlite }\n`);
    daemon.child.kill("SIGHUP");
    await daemon.says(/Cannot change the history while the program runs/);

    const limits =
      `queue: { limits: { jobs: { ${job}: 0 } } }\nschedules: { daily_internal_clustering_schedule: { cron: 5 5 * * * } }\n`;
    await Deno.writeTextFile(path, `${config}${limits}logger: { level: debug }\n`);
    daemon.child.kill("SIGHUP");
    await daemon.says(/"kind":"reloaded"/);
    const held = JSON.parse((await runCli(["run", job, "--queue", "--json"], { cwd: root })).stdout);
    await withLedger(root, async (ledger) => {
      const { automation } = ledger.coordination;
      await until(
        "the changed schedule",
        async () => (await automation.states()).some(({ cursor }) => cursor?.startsWith("5 5 * * *")),
      );
      assert.equal((await ledger.history.run(held.id))!.status, "queued");
    });
    await Deno.writeTextFile(path, config);
    daemon.child.kill("SIGHUP");
    await withLedger(root, (ledger) => ended(ledger, held.id));
    daemon.child.kill("SIGTERM");
    assert.equal((await daemon.ended()).code, 0);
    const log = await Deno.readTextFile(join(root, "logs/dev.log"));
    assert.match(log, /The changed configuration cannot be used; the one before it stays/);
  }));

Deno.test("cli: a daemon that is asked to stop starts no run, hands over what takes too long, and a second signal ends it", () =>
  withProject(async (root) => {
    const slow = start(root, "daemon", "--json", "--set", "queue.grace_seconds=600");
    await slow.says(/started/);
    const queued = JSON.parse((await runCli(["run", job, "--queue", "--json"], { cwd: root })).stdout);
    await withLedger(root, async (ledger) => {
      const { history, coordination: { queue } } = ledger;
      await until("its process", async () => (await groupsOf(history, queued.id)).length > 0);
      const [group] = await groupsOf(history, queued.id);
      process.kill(group!, "SIGSTOP"); // So that it takes longer than the grace time.
      slow.child.kill("SIGTERM");
      await slow.says(/stopping/);
      const later = JSON.parse((await runCli(["run", job, "--queue", "--json"], { cwd: root })).stdout);
      const leaseUntil = async () => (await queue.item(queued.id))!.claim!.leaseUntil;
      const before = await leaseUntil();
      await until("another look of the daemon at what it executes", async () => await leaseUntil() > before);
      assert.equal((await history.run(later.id))!.status, "queued");
      slow.child.kill("SIGTERM");
      assert.equal((await slow.ended()).code, 143);
      assert.deepEqual(await groupsOf(history, later.id), []);
      await until("the end of what it left", () => isGone(group!));
      // The next one goes on with both, as after a crash.
      const next = start(root, "daemon", "--json", "--set", "queue.grace_seconds=1");
      for (const run of [queued.id, later.id]) await ended(ledger, run);
      assert.equal((await history.run(queued.id))!.status, "success");
      next.child.kill("SIGTERM");
      assert.equal((await next.ended()).code, 0);
      assert.deepEqual(await queue.expired(Number.MAX_SAFE_INTEGER), []);
    });
  }));

Deno.test("cli: a daemon that was killed leaves no process, and the next one goes on with its run", () =>
  withProject(async (root) => {
    const first = start(root, "daemon", "--json");
    await first.says(/started/);
    const queued = JSON.parse((await runCli(["run", job, "--queue", "--json"], { cwd: root })).stdout);
    await withLedger(root, async (ledger) => {
      const { history } = ledger;
      await until("its process", async () => (await groupsOf(history, queued.id)).length > 0);
      const [group] = await groupsOf(history, queued.id);
      process.kill(group!, "SIGSTOP");
      const next = start(root, "daemon", "--json");
      await next.says(/started/);
      first.child.kill("SIGKILL");
      const killedAt = systemClock.now();
      await first.ended();
      await until("the end of what it left", () => isGone(group!));
      await ended(ledger, queued.id);
      const events = await history.events(queued.id);
      const found = events.slice(1).find((event) => event.kind === "run_status" && event.status === "queued");
      // Five seconds where nothing else runs: `deno task soak` measures that.
      assert.ok(found!.time - killedAt < 60_000, `${found!.time - killedAt} ms`);
      assert.equal((await history.run(queued.id))!.status, "success");
      next.child.kill("SIGTERM");
      await next.ended();
    });
  }));

Deno.test("cli: a host that the process may not reach is told at the start, with the flag that allows it", () =>
  withProject(async (root) => {
    const hook = [
      "--set",
      "alerts.channels.hook.kind=webhook",
      "--set",
      "alerts.channels.hook.url=https://hook.example.com/x",
    ];
    const refused = await runCli(["daemon", ...hook], { cwd: root });
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /Cannot reach hook\.example\.com:443: Deno does not allow it/);
    assert.match(refused.stderr, /--allow-net=[^ ]*hook\.example\.com:443/);
    assert.doesNotMatch(refused.stderr, /hook\.example\.com\/x/);
  }));
