import assert from "node:assert/strict";
import { isVariableName, mapEnvironment, processEnvironment } from "./env.ts";

Deno.test("mapEnvironment: knows its variables only, an empty one too", () => {
  const environment = mapEnvironment({ DATA_DIR: "data", EMPTY: "" });
  assert.equal(environment.get("DATA_DIR"), "data");
  assert.equal(environment.get("EMPTY"), "");
  assert.equal(environment.get("OTHER"), undefined);
  assert.equal(environment.get("toString"), undefined);
  assert.deepEqual(environment.names(), ["DATA_DIR", "EMPTY"]);
});

Deno.test("processEnvironment: reads the process", () => {
  const name = "INFRA_ENV_TEST";
  assert.equal(processEnvironment.get(name), undefined);
  Deno.env.set(name, "set");
  try {
    assert.equal(processEnvironment.get(name), "set");
    assert.ok(processEnvironment.names().includes(name));
  } finally {
    Deno.env.delete(name);
  }
});

Deno.test({
  name: "processEnvironment: a variable that Deno may not read is a problem that names the flag",
  permissions: { env: ["ALLOWED"] },
  fn: () => {
    assert.throws(() => processEnvironment.get("SECRET_ONE"), {
      kind: "configuration",
      message: 'Cannot read the environment variable "SECRET_ONE": Deno does not allow it',
      remedy: "Start the program with --allow-env=SECRET_ONE (or --allow-env).",
    });
    assert.deepEqual(processEnvironment.names(), []);
  },
});

Deno.test("isVariableName: letters, digits and _ with no digit first", () => {
  for (const name of ["A", "_a1", "DATA_DIR"]) assert.ok(isVariableName(name), name);
  for (const name of ["", "1A", "A-B", "A B", "A=B", "Ä"]) assert.ok(!isVariableName(name), name);
});
