import assert from "node:assert/strict";
import fc from "fast-check";
import { formatKeyPath } from "./key_path.ts";
import { formatOrigin, valueOf, walkNodes } from "./node.ts";
import { plainScalar } from "./scalar.ts";
import { parseFlow, parseYaml } from "./yaml.ts";

const sample = `# head
a: 1
b:
  c: "text"   # note
  d: [x, {e: true}]
"f.g": ~
h:
i: &anchor
  j: no
k: *anchor
`;

Deno.test("parseYaml: every value knows where it and its key stand", () => {
  const parsed = parseYaml(sample, "f.yaml");
  assert.equal(parsed.kind, "ok");
  if (parsed.kind !== "ok") return;
  assert.deepEqual(valueOf(parsed.root), {
    a: 1,
    b: { c: "text", d: ["x", { e: true }] },
    "f.g": null,
    h: null,
    i: { j: "no" },
    k: { j: "no" },
  });
  const places: Record<string, string> = {};
  walkNodes(parsed.root, ({ origin, keyOrigin }, path) => {
    const at = (where: typeof origin | undefined) =>
      where === undefined ? "" : formatOrigin(where).slice("f.yaml:".length);
    places[formatKeyPath(path)] = `${at(keyOrigin)} ${at(origin)}`;
  });
  assert.deepEqual(places, {
    "": " 2:1",
    a: "2:1 2:4",
    b: "3:1 4:3",
    "b.c": "4:3 4:6",
    "b.d": "5:3 5:6",
    "b.d.0": " 5:7",
    "b.d.1": " 5:10",
    "b.d.1.e": "5:11 5:14",
    "f\\.g": "6:1 6:8",
    h: "7:1 7:3",
    i: "8:1 9:3",
    "i.j": "9:3 9:6",
    k: "10:1 10:4",
    "k.j": "9:3 9:6",
  });
});

Deno.test("parseYaml: a key without a value is empty, a written null is not", () => {
  const parsed = parseYaml("a:\nb: ~\nc: null\nd: # note\n", "f");
  assert.equal(parsed.kind, "ok");
  if (parsed.kind !== "ok") return;
  const empty = [...parsed.root.entries].map(([key, node]) => [key, node.kind === "scalar" && node.empty === true]);
  assert.deepEqual(empty, [["a", true], ["b", false], ["c", false], ["d", true]]);
});

Deno.test("parseYaml: faults have a place and words that quote nothing of the file", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["a: 1\na: 2\n", "f:2:1", "this key stands there twice"],
    ["a:\n\tb: 1\n", "f:2:1", "a tab is used to indent"],
    ["a:\n  b: 1\n c: hunter2\n", "f:3:1", "the indentation does not fit the lines above"],
    ['a: "hunter2\n', "f:2:1", "a quote, bracket, comma or colon is missing"],
    ["a: [1, 2\n", "f:2:1", "a quote, bracket, comma or colon is missing"],
    ["a: b: hunter2\n", "f:1:4", "two keys stand on one line"],
    ["a: 1\nhunter2\nb: 2\n", "f:2:1", "there is no colon after this key"],
    ["a: @hunter2\n", "f:1:4", "a text may not begin with this character"],
    ["a: *hunter2\n", "f:1:4", "a: there is no anchor of this name above"],
    ['a: "\\hunter2"\n', "f:1:5", "this backslash means nothing in double quotes"],
    ["a: 1\n---\nb: hunter2\n", "f:2:1", "a second document begins"],
    ["a: !hunter2 x\n", "f:1:4", "this tag is not known"],
    ["a: { b: ${env:HUNTER2} }\n", "f:1:10", "YAML does not allow this here"],
    ["? [a, b]\n: 1\n", "f:1:3", "a key must be a text"],
    ["- a\n- b\n", "f:1:1", "it is a list, accepted: keys with values"],
    ["hunter2\n", "f:1:1", "it is a single value, accepted: keys with values"],
    ["", "f:1:1", "it is empty"],
    ["# only a note\n", "f:1:1", "it is empty"],
    ["a: 1\n__proto__: {b: 1}\n", "f:2:1", 'the key "__proto__" is not allowed'],
    ["a: &a [*a]\n", "f:1:8", "it"],
  ];
  for (const [text, place, found] of cases) {
    const parsed = parseYaml(text, "f");
    assert.equal(parsed.kind, "bad", text);
    if (parsed.kind !== "bad") continue;
    const [issue] = parsed.issues;
    if (found === "it") {
      assert.match(issue?.text ?? "", /an alias holds itself$/);
      continue;
    }
    assert.deepEqual([issue?.place, issue?.text], [place, found], text);
    assert.match(issue?.remedy ?? "", /\.$/, text);
    assert.ok(!JSON.stringify(parsed).includes("hunter2"), text);
  }
});

Deno.test("parseYaml: aliases of aliases end in a fault, not in gigabytes", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 12; i++) {
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ")}]`);
  }
  const parsed = parseYaml(lines.join("\n"), "f");
  assert.match(parsed.kind === "bad" ? parsed.issues[0]?.text ?? "" : "", /there is too much in it/);
});

Deno.test("parseYaml: whatever the text, it answers with values or placed issues", () => {
  const piece = fc.constantFrom(
    "a",
    ":",
    " ",
    "\n",
    "  ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "#",
    "&x",
    "*x",
    "|",
    "\t",
    "? ",
    "---\n",
    "1",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
    const parsed = parseYaml(pieces.join(""), "f");
    if (parsed.kind === "bad") { for (const { place } of parsed.issues) assert.match(place, /^f:[1-9]\d*:[1-9]\d*$/); }
    else assert.equal(typeof valueOf(parsed.root), "object");
  }));
});

Deno.test("plainScalar: reads words as the YAML parser does", () => {
  const words = [
    "1",
    "-1",
    "+2",
    "1.5",
    ".5",
    "5.",
    "1e3",
    "0x1f",
    "0o17",
    "010",
    "true",
    "True",
    "tRUE",
    "null",
    "~",
    "yes",
    "1_000",
    "1,5",
    "-.inf",
    "x",
    "1 2",
  ];
  for (const word of words) assert.deepEqual(plainScalar(word), parseFlow(word)?.value, word);
  assert.ok(Number.isNaN(plainScalar(".nan")));
});

Deno.test({
  name: "parseYaml: without the permission that the parser needs, the flag is named",
  permissions: { env: false },
  fn: () => {
    const expected = { kind: "configuration", remedy: "Start the program with --allow-env=LOG_TOKENS,LOG_STREAM." };
    assert.throws(() => parseYaml("a: 1", "f"), expected);
    assert.throws(() => parseFlow("[1]"), expected);
  },
});
