import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { projectRoot } from "../tests/helpers/source_files.ts";
import { withWorkspace } from "../tests/helpers/workspace.ts";
import { attachFile } from "./attach.ts";
import { openSession } from "./duckdb/mod.ts";

Deno.test("attachFile: a new file is made, and read back read-only", () =>
  withWorkspace(async ({ session, path }) => {
    const writing = await attachFile(session, path("a.duckdb"));
    await session.run(`CREATE TABLE "${writing.name}".main.t AS SELECT 7 AS x`);
    await writing.detach();
    await writing.detach();
    const reading = await attachFile(session, path("a.duckdb"), { readOnly: true });
    assert.deepEqual(await session.rows(`FROM "${reading.name}".main.t`), [{ x: 7 }]);
    await assert.rejects(session.run(`DROP TABLE "${reading.name}".main.t`));
    await reading.detach();
  }));

Deno.test("attachFile: a second user of a file waits for the first, in any session of the process", () =>
  withWorkspace(async ({ session, path }) => {
    await using other = await openSession();
    const first = await attachFile(session, path("a.duckdb"));
    const events: string[] = [];
    const second = attachFile(other, `${path("")}./a.duckdb`).then((attached) => {
      events.push("second has it");
      return attached;
    });
    await session.run(`CREATE TABLE "${first.name}".main.t AS SELECT 1 AS x`);
    events.push("first is done");
    await first.detach();
    await (await second).detach();
    assert.deepEqual(events, ["first is done", "second has it"]);
  }));

Deno.test("attachFile: a file that a session of this process works in is refused", () =>
  withWorkspace(async ({ session, path }) => {
    await using other = await openSession({ path: path("a.duckdb") });
    await assert.rejects(attachFile(session, path("a.duckdb")), { name: "Problem", kind: "pipeline" });
    await other.close();
    const attached = await attachFile(session, path("a.duckdb"));
    await assert.rejects(openSession({ path: path("a.duckdb") }), { name: "Problem", kind: "pipeline" });
    await attached.detach();
  }));

Deno.test("attachFile: waiting ends with the signal, and the file is free afterwards", () =>
  withWorkspace(async ({ session, path }) => {
    const first = await attachFile(session, path("a.duckdb"));
    const abort = new AbortController();
    const waiting = attachFile(session, path("a.duckdb"), { signal: abort.signal });
    abort.abort(new Error("stopped"));
    await assert.rejects(waiting, /stopped/);
    await first.detach();
    await (await attachFile(session, path("a.duckdb"))).detach();
  }));

Deno.test("attachFile: what is no DuckDB file is refused, and can be tried again", () =>
  withWorkspace(async ({ session, path, file }) => {
    await file("text.duckdb", "id,name\n1,x\n".repeat(2_000));
    new DatabaseSync(path("lite.duckdb")).exec("CREATE TABLE t (x)");
    for (const name of ["text.duckdb", "lite.duckdb", "text.duckdb"]) {
      await assert.rejects(attachFile(session, path(name), { readOnly: true, place: "readers.x" }), {
        name: "Problem",
        kind: "data",
        place: "readers.x",
        message: `Cannot open "${path(name)}": it is not a DuckDB database, or it is damaged`,
      });
    }
  }));

Deno.test("attachFile: a file that another process holds is named", () =>
  withWorkspace(async ({ session, path, file }) => {
    const script = await file(
      "hold.ts",
      `import { openSession } from "${projectRoot}/io/duckdb/mod.ts";
       const session = await openSession({ path: "${path("a.duckdb")}" });
       await session.run("CREATE TABLE t AS SELECT 1 AS x");
       console.log("open");
       for await (const _ of Deno.stdin.readable) break;
       await session.close();`,
    );
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-lock", "--config", `${projectRoot}/deno.json`, "--allow-read", "--allow-ffi", script],
      cwd: projectRoot,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await assert.rejects(attachFile(session, path("a.duckdb"), { readOnly: true }), {
      name: "Problem",
      kind: "pipeline",
      message: `Cannot open "${path("a.duckdb")}": another process has it open`,
    });
    await child.stdin.close();
    await reader.cancel();
    await child.status;
  }));
