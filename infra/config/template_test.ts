import assert from "node:assert/strict";
import fc from "fast-check";
import { parseTemplate, type Template } from "./template.ts";

function template(text: string): Template {
  const parsed = parseTemplate(text);
  assert.equal(parsed.kind, "ok", text);
  return parsed.kind === "ok" ? parsed.template : [];
}

Deno.test("parseTemplate: takes references, variables and defaults apart", () => {
  assert.deepEqual(template("a ${b.c} ${env:D} ${ env:E ,x, {y} z}!"), [
    { kind: "text", text: "a " },
    { kind: "reference", path: "b.c" },
    { kind: "text", text: " " },
    { kind: "variable", name: "D", fallback: undefined },
    { kind: "text", text: " " },
    { kind: "variable", name: "E", fallback: [{ kind: "text", text: "x, {y} z" }] },
    { kind: "text", text: "!" },
  ]);
  assert.deepEqual(template("${env:A,}"), [{ kind: "variable", name: "A", fallback: [] }]);
  assert.deepEqual(template("${env:A,${env:B,${c}}/d}"), [{
    kind: "variable",
    name: "A",
    fallback: [
      { kind: "variable", name: "B", fallback: [{ kind: "reference", path: "c" }] },
      { kind: "text", text: "/d" },
    ],
  }]);
});

Deno.test("parseTemplate: $${ is a plain ${, and lone signs are text", () => {
  assert.deepEqual(template("$${a} $ {b} } 5$"), [{ kind: "text", text: "${a} $ {b} } 5$" }]);
  assert.deepEqual(template("${env:A,$${b}}"), [
    { kind: "variable", name: "A", fallback: [{ kind: "text", text: "${b}" }] },
  ]);
});

Deno.test("parseTemplate: says what is wrong", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["${a", 'a "${" is never closed'],
    ["x ${env:A,b", 'a "${" is never closed'],
    ["${env:A", 'a "${" is never closed'],
    ["${}", "there is nothing between the braces of ${}"],
    ["${env:}", '"" is not a name of a variable'],
    ["${env:2A}", '"2A" is not a name of a variable'],
    ["${env:A B,c}", '"A B" is not a name of a variable'],
  ];
  for (const [text, found] of cases) {
    const parsed = parseTemplate(text);
    assert.equal(parsed.kind === "bad" ? parsed.found : "no fault", found, text);
  }
});

Deno.test("parseTemplate: any text with its ${ doubled is itself", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "a", ",", ":") }), (text) => {
    const plain = text.replaceAll("$$", () => "$");
    fc.pre(!plain.includes("$$"));
    const written = template(plain.replaceAll("${", () => "$${"));
    assert.deepEqual(written, plain === "" ? [] : [{ kind: "text", text: plain }]);
  }));
});
