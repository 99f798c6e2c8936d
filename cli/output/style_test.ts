import assert from "node:assert/strict";
import { mapEnvironment } from "../../infra/env.ts";
import { collectOutput } from "./stream.ts";
import { makeStyle, plainText, wantsColor } from "./style.ts";

const terminal = collectOutput({ isTerminal: true });
const pipe = collectOutput();

Deno.test("wantsColor: on a terminal, not in a pipe", () => {
  assert.equal(wantsColor(terminal, mapEnvironment({})), true);
  assert.equal(wantsColor(pipe, mapEnvironment({})), false);
  assert.equal(wantsColor(terminal, mapEnvironment({ TERM: "dumb" })), false);
});

Deno.test("wantsColor: NO_COLOR turns colours off, unless it is empty", () => {
  assert.equal(wantsColor(terminal, mapEnvironment({ NO_COLOR: "1" })), false);
  assert.equal(wantsColor(terminal, mapEnvironment({ NO_COLOR: "" })), true);
});

Deno.test("wantsColor: FORCE_COLOR decides before everything else", () => {
  assert.equal(wantsColor(pipe, mapEnvironment({ FORCE_COLOR: "1" })), true);
  assert.equal(wantsColor(pipe, mapEnvironment({ FORCE_COLOR: "1", NO_COLOR: "1" })), true);
  assert.equal(wantsColor(terminal, mapEnvironment({ FORCE_COLOR: "0" })), false);
});

Deno.test("wantsColor: a variable that may not be read counts as not set", () => {
  const refusing = {
    get(): string {
      throw new Error("refused");
    },
    names: () => [],
  };
  assert.equal(wantsColor(terminal, refusing), true);
});

Deno.test("makeStyle: styles nest, and plainText takes them off", () => {
  const style = makeStyle(true);
  const text = style.bold(`a${style.red("b")}`);
  assert.notEqual(text, "ab");
  assert.equal(plainText(text), "ab");
  assert.equal(makeStyle(false).bold("a"), "a");
});
