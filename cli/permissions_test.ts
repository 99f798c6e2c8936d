import assert from "node:assert/strict";
import type { Settings } from "../pipeline/mod.ts";
import { reachedHosts, requireReachable, requireWritable } from "./permissions.ts";

const settings = {
  paths: { data: "/d", internal: "/d/internal", external: "/e", merging: "/d/merging", logs: "/work/logs" },
  engine: { temp_directory: "/d/tmp" },
  history: { path: "/d/history/history.sqlite" },
  writers: { x: { kind: "csv", path: "/home/ann smith/x.csv" } },
} as unknown as Settings;
const words = ["run", "my_job", "--env", "prod"];

Deno.test("requireWritable: all folders that are not allowed are told at once, with the command that allows them", () => {
  const mayWrite = (path: string) => path === "/e" || path === "/work/logs";
  assert.throws(() => requireWritable(settings, { program: "npx -y deno@2.9.6 task cli", words, mayWrite }), {
    kind: "configuration",
    message: "Cannot write to /d and /home/ann smith: Deno does not allow it",
    place: "/d",
    remedy:
      "Allow it for this run, npx -y deno@2.9.6 run -P=run '--allow-write=/d,/e,/work/logs,/home/ann smith' main.ts run my_job " +
      '--env prod, or for all of them in the permission set "run" of deno.json.',
  });
  requireWritable(settings, { program: "deno task cli", words, mayWrite: () => true });
});

const reaching = {
  history: { kind: "postgres", url: "postgres://ann:s3cret@db.example.com/runs" },
  lineage: { url: "https://lineage.example.com/api" },
  alerts: {
    enabled: true,
    channels: {
      chat: { kind: "slack", url: "https://hooks.slack.com/services/s3cret" },
      mail: { kind: "email", host: "mail.example.com", port: 587 },
      pager: { kind: "alertmanager", url: "http://localhost:9093" },
    },
  },
} as unknown as Settings;

Deno.test("reachedHosts: those of history, lineage and alerts with their ports, without what comes after them", () => {
  assert.deepEqual(reachedHosts(reaching), [
    ...["db.example.com:5432", "lineage.example.com:443", "hooks.slack.com:443", "mail.example.com:587"],
    "localhost:9093",
  ]);
  assert.deepEqual(reachedHosts(reaching, { tells: false }), ["db.example.com:5432"]);
});

Deno.test("requireReachable: hosts that are not allowed are told at once, with the flag that keeps the others allowed", () => {
  const mayReach = (host: string) => !host.includes("example.com");
  const options = { program: "deno task daemon", words: ["daemon", "--env", "prod"], set: "worker", mayReach };
  assert.throws(() => requireReachable(reaching, options), {
    kind: "configuration",
    message:
      "Cannot reach db.example.com:5432 and lineage.example.com:443 and mail.example.com:587: Deno does not allow it",
    remedy: "Allow it for this run, deno run -P=worker '--allow-net=127.0.0.1,localhost,[::1],hooks.slack.com:443," +
      "db.example.com:5432,lineage.example.com:443,mail.example.com:587' main.ts daemon --env prod, or for all of them " +
      'in the permission set "worker" of deno.json.',
  });
  requireReachable(reaching, { ...options, mayReach: () => true });
});
