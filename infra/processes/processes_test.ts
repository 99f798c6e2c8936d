import assert from "node:assert/strict";
import process from "node:process";
import { systemClock } from "../clock.ts";
import { denoCommand } from "./deno_command.ts";
import { Guardian, guardianCommand } from "./guardian.ts";
import { startProcessGroup } from "./process_group.ts";

/** A program that ignores SIGTERM, and leaves a file in a folder once it does. */
const ignoring = (folder: string) =>
  `Deno.addSignalListener("SIGTERM", () => {}); Deno.writeTextFileSync(${JSON.stringify(folder)} + "/" + Deno.pid, "");
  setInterval(() => {}, 1000);`;

function isGone(group: number): boolean {
  try {
    process.kill(-group, 0);
    return false;
  } catch {
    return true;
  }
}

/** Waits for what must come, two minutes at most. */
async function until(what: string, condition: () => boolean): Promise<void> {
  for (const start = systemClock.elapsed(); !condition(); await systemClock.sleep(10)) {
    assert.ok(systemClock.elapsed() - start < 120_000, `Cannot wait any longer for ${what}`);
  }
}

function evaluate(code: string) {
  return { command: Deno.execPath(), args: ["eval", "--quiet", code] };
}

Deno.test("startProcessGroup: tells how a process ended and the end of what it complained", async () => {
  await using guardian = new Guardian(guardianCommand());
  const group = startProcessGroup(evaluate('console.error("x".repeat(5000) + " last words"); Deno.exit(7)'), guardian);
  const { code, signal, errors } = await group.ended;
  assert.deepEqual([code, signal, errors.length], [7, undefined, 2_000]);
  assert.match(errors, /x last words\n$/);
  const end = await group.end(0);
  assert.deepEqual([end.group, end.signals, end.gone], [group.id, [], true]);
});

Deno.test("Guardian: TERM is enough for some, others get KILL after the grace time", async () => {
  await using guardian = new Guardian(guardianCommand());
  const polite = startProcessGroup(evaluate("setInterval(() => {}, 1000)"), guardian);
  const first = await polite.end(60_000);
  assert.deepEqual([first.signals, first.gone], [["SIGTERM"], true]);
  assert.equal((await polite.ended).signal, "SIGTERM");
  const folder = await Deno.makeTempDir();
  const code = ignoring(folder);
  const spawning = `new Deno.Command(Deno.execPath(), { args: ["eval", ${JSON.stringify(code)}] }).spawn(); ${code}`;
  const parent = startProcessGroup(evaluate(spawning), guardian);
  await until("both processes", () => [...Deno.readDirSync(folder)].length === 2);
  const second = await parent.end(50);
  await Deno.remove(folder, { recursive: true });
  assert.deepEqual([second.signals, second.gone], [["SIGTERM", "SIGKILL"], true]);
  assert.ok(isGone(parent.id));
  await parent.ended;
});

Deno.test("Guardian: one that was killed is replaced, and goes on with what it was asked", async () => {
  await using guardian = new Guardian(guardianCommand());
  const group = startProcessGroup(evaluate("setInterval(() => {}, 1000)"), guardian);
  const before = guardian.pid!;
  process.kill(before, "SIGKILL");
  const end = await group.end(1_000);
  assert.ok(end.gone);
  assert.notEqual(guardian.pid, before);
  await group.ended;
});

Deno.test("Guardian: what it watches ends when the process that asked for it dies", async () => {
  const module = new URL("./mod.ts", import.meta.url).href;
  const code = `const { Guardian, guardianCommand, startProcessGroup } = await import("${module}");
    const guardian = new Guardian(guardianCommand());
    const group = startProcessGroup({ command: Deno.execPath(), args: ["eval", "for (;;);"] }, guardian);
    await guardian.watch(group.id); console.log(group.id); setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), { args: ["eval", code], stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  const group = Number(new TextDecoder().decode((await reader.read()).value));
  assert.ok(group > 1 && !isGone(group));
  child.kill("SIGKILL");
  await Promise.all([child.status, reader.cancel()]);
  await until("the end of what it left", () => isGone(group));
});

Deno.test("denoCommand: the running binary where it may be started, else the name", () => {
  assert.equal(denoCommand(() => true), Deno.execPath());
  assert.equal(denoCommand(() => false), "deno");
});
