import assert from "node:assert/strict";
import { workerCheck } from "./judge.ts";

const queue = { waiting: 0, executed: 0, limit: 4, pools: [] };
const names = { program: "clustering", environment: "prod" };
const alive = (role?: string) => ({
  ...{ name: "w", alive: true, startedAt: 1, seenAt: 2, runs: [] },
  ...(role === undefined ? {} : { role }),
});

Deno.test("workerCheck: what is there is counted by what it is", () => {
  const check = workerCheck([alive("worker"), alive("daemon"), alive("worker"), alive("ui")], queue, names);
  assert.equal(check.state, "ok");
  assert.equal(check.detail, "1 daemon, 1 server of pages, 2 workers with a sign of life");
  assert.equal(workerCheck([alive(), alive("worker")], queue, names).detail, "2 processes with a sign of life");
});

Deno.test("workerCheck: workers alone keep nothing else going, which is a fault where a daemon is needed", () => {
  const check = workerCheck([alive("worker")], queue, names);
  assert.equal(check.state, "warning");
  assert.match(check.detail, /^1 worker with a sign of life, but no daemon: schedules/);
  assert.equal(workerCheck([alive("worker")], queue, { ...names, needsDaemon: true }).state, "failing");
  assert.equal(workerCheck([alive("ui")], queue, { ...names, needsDaemon: true }).state, "ok");
  assert.equal(workerCheck([], queue, names).state, "warning");
  assert.equal(workerCheck([], queue, { ...names, needsDaemon: true }).state, "failing");
});
