import assert from "node:assert/strict";
import { runCli, withProject } from "../helpers/cli.ts";

const permissions = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-ffi",
  "--allow-sys",
  "--allow-net",
  "--allow-run=deno",
];

Deno.test("ui: another address than this machine's is refused without login, with the way to one", () =>
  withProject(async (root) => {
    const ui = (...words: string[]) =>
      runCli(["ui", "--port", "0", "--no-daemon", ...words], { cwd: root, permissions });
    for (const host of ["0.0.0.0", "::", "192.0.2.1", "shop.example"]) {
      const { code, stderr } = await ui("--host", host);
      assert.equal(code, 3, stderr);
      assert.match(
        stderr,
        new RegExp(`Cannot serve the pages on "${host.replaceAll(".", "\\.")}": nobody would have to log in`),
      );
      const text = stderr.replaceAll(/\s+/g, " ");
      assert.match(text, /Set "auth: \{ enabled: true \}" in the configuration/);
      assert.match(text, /user add NAME --role admin/);
      assert.match(text, /ssh -L 3000:127\.0\.0\.1:3000/);
    }
    const closed = await ui("--host", "0.0.0.0", "--set", "auth.enabled=true");
    assert.equal(closed.code, 3);
    assert.match(closed.stderr, /callers log in, and there is no administrator/);
    assert.match(closed.stderr, /user add NAME --role admin/);
  }));
