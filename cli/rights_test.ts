import assert from "node:assert/strict";
import { commands } from "./commands/mod.ts";
import { neededLess } from "./rights.ts";

Deno.test("neededLess: a run reaches hosts and opens tables, and starts nothing", () => {
  assert.deepEqual(neededLess(["--root", "/srv", "run", "my_job"]), ["run"]);
  assert.deepEqual(neededLess(["execute-run", "abc"]), ["run"]);
});

Deno.test("neededLess: the daemon starts programs and opens no table itself", () => {
  assert.deepEqual(neededLess(["daemon", "--env", "prod"]), ["ffi"]);
});

Deno.test("neededLess: help needs nothing of it, and neither does an unknown command reach a host by starting programs", () => {
  for (const words of [[], ["--help"], ["version"], ["init", "demo"]]) {
    assert.deepEqual(neededLess(words), ["net", "run", "ffi"]);
  }
  assert.deepEqual(neededLess(["unknown"]), ["run"]);
});

Deno.test("neededLess: only a few commands start programs", () => {
  const starting = commands.filter(({ name }) => !neededLess([name]).includes("run")).map(({ name }) => name);
  assert.deepEqual(starting.sort(), ["daemon", "guard-processes", "service", "ui", "worker"]);
});
