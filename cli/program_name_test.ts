import assert from "node:assert/strict";
import { mapEnvironment } from "../infra/env.ts";
import { programName, spellCommands } from "./program_name.ts";

Deno.test("programName: a binary by its name, a checkout through deno, without Deno through npx", () => {
  assert.equal(programName(mapEnvironment({}), true), "clustering");
  assert.equal(programName(mapEnvironment({ PATH: "/usr/bin" }), false), "deno task cli");
  const path = "/home/a/.npm/_npx/5f3a/node_modules/.bin:/usr/bin";
  assert.equal(programName(mapEnvironment({ PATH: path }), false), `npx -y deno@${Deno.version.deno} task cli`);
});

Deno.test("spellCommands: command lines change, other words stay", () => {
  assert.equal(spellCommands('See "clustering run --help".', "deno task cli"), 'See "deno task cli run --help".');
  assert.equal(spellCommands("source <(clustering completion bash)", "x"), "source <(x completion bash)");
  assert.equal(spellCommands("@clustering/clustering a/clustering b", "x"), "@clustering/clustering a/clustering b");
  assert.equal(spellCommands("clustering runs", "clustering"), "clustering runs");
});
