import assert from "node:assert/strict";
import { Problem } from "../infra/errors.ts";
import { commands } from "./commands/mod.ts";
import { unknownNames } from "./grammar/known_names.ts";
import { parseArguments } from "./grammar/parse.ts";
import { findCommand, readRequest } from "./dispatch.ts";

Deno.test("readRequest: no words, or only --help, ask for the list of commands", () => {
  assert.deepEqual(readRequest([]), { kind: "root_help" });
  assert.deepEqual(readRequest(["--help"]), { kind: "root_help" });
  assert.deepEqual(readRequest(["--root", "x", "-h"]), { kind: "root_help" });
});

Deno.test("readRequest: --help anywhere asks for the command's page, but not after --", () => {
  assert.deepEqual(readRequest(["run", "job", "--help"]), { kind: "command_help", command: "run" });
  assert.deepEqual(readRequest(["-h", "run"]), { kind: "command_help", command: "run" });
  assert.equal(readRequest(["run", "--", "--help"]).kind, "command");
});

Deno.test("readRequest: common options may stand before the command", () => {
  assert.deepEqual(readRequest(["--root", "dir", "-v", "list", "jobs"]), {
    kind: "command",
    command: "list",
    words: ["--root", "dir", "-v", "jobs"],
  });
});

Deno.test("readRequest: words after a shell's name are to be completed, also --help", () => {
  assert.deepEqual(readRequest(["completion", "bash", "run", "--he"]), {
    kind: "complete",
    shell: "bash",
    words: ["run", "--he"],
  });
  assert.equal(readRequest(["completion", "bash"]).kind, "command");
  assert.equal(readRequest(["completion", "bash", "--help"]).kind, "command_help");
});

Deno.test("readRequest: an unknown option without a command is a usage problem with the nearest name", () => {
  assert.throws(() => readRequest(["--vesrion"]), (error: Problem) => {
    assert.equal(error.kind, "usage");
    assert.match(error.message, /"--vesrion"; did you mean "--version"\?$/);
    return true;
  });
});

Deno.test("findCommand: an unknown command names the nearest", () => {
  assert.throws(() => findCommand("rnu", commands), /no such command; did you mean "run"\?/);
});

Deno.test("commands: each loads under its own name, with a description and examples", async () => {
  for (const entry of commands) {
    const command = await entry.load();
    assert.equal(command.name, entry.name);
    assert.ok(command.description.endsWith("."), entry.name);
    assert.ok(command.examples.length > 0, entry.name);
    for (const { line } of command.examples) assert.match(line, new RegExp(`clustering ${entry.name}\\b`));
  }
});

Deno.test("commands: every example is a command line that is understood", async () => {
  for (const entry of commands) {
    const command = await entry.load();
    for (const { line } of command.examples) {
      const [words = ""] = line.slice(line.indexOf("clustering ") + "clustering ".length).split(/[>)](?!.*")/);
      const request = readRequest(words.trim().match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', "")));
      assert.equal(request.kind, "command", line);
      if (request.kind === "command") await parseArguments(command, request.words, unknownNames);
    }
  }
});
