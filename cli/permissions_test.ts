import assert from "node:assert/strict";
import type { Settings } from "../pipeline/mod.ts";
import { requireWritable } from "./permissions.ts";

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
