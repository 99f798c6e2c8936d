import assert from "node:assert/strict";
import fc from "fast-check";
import { formatKeyPath } from "./key_path.ts";
import { nodeAt, valueOf } from "./node.ts";
import { parseOverrides } from "./overrides.ts";

function values(...texts: readonly string[]): unknown {
  return valueOf(parseOverrides(texts));
}

Deno.test("parseOverrides: values are typed where YAML reads them so, and text otherwise", () => {
  assert.deepEqual(
    values(
      "a.n=8",
      "a.b=true",
      "a.t=two words",
      "a.empty=",
      "a.null=null",
      "a.list=[1, x]",
      "a.map={k: 1}",
      'a.q="8"',
      "a.e=a=b",
    ),
    { a: { n: 8, b: true, t: "two words", empty: "", null: null, list: [1, "x"], map: { k: 1 }, q: "8", e: "a=b" } },
  );
});

Deno.test("parseOverrides: characters that mean something in YAML are plain text", () => {
  assert.deepEqual(values("a=*.csv", "b=#1", "c=k: v", "d=- x", "e=|", "f=,", "g=%d", "h=@x", "i=data/[0-9].csv"), {
    a: "*.csv",
    b: "#1",
    c: "k: v",
    d: "- x",
    e: "|",
    f: ",",
    g: "%d",
    h: "@x",
    i: "data/[0-9].csv",
  });
});

Deno.test("parseOverrides: the last of two counts, and a part of a map may follow the map", () => {
  assert.deepEqual(values("a=1", "a=2", "m={x: 1, y: 2}", "m.y=3"), { a: 2, m: { x: 1, y: 3 } });
});

Deno.test("parseOverrides: escaped dots and equal signs belong to the key", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1 }).filter((part) => part.trim() === part), { minLength: 1 }),
      (path) => {
        const root = parseOverrides([`${formatKeyPath(path)}=word`]);
        const node = nodeAt(root, path);
        assert.equal(node?.kind === "scalar" ? node.value : undefined, "word");
        assert.deepEqual(node?.origin, { kind: "override", key: formatKeyPath(path) });
      },
    ),
  );
});

Deno.test("parseOverrides: bad forms are usage problems that show the right one", () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [["engine.threads"], 'Cannot read --set "engine.threads": there is no "="', "Write --set engine.threads=VALUE."],
    [["engine.threads 4"], 'Cannot read --set "engine.threads 4": there is no "="', "Write --set engine.threads=4."],
    [["engine.threads:4"], 'Cannot read --set "engine.threads:4": there is no "="', "Write --set engine.threads=4."],
    [["db.password:hunter2"], 'Cannot read --set "db.password…": there is no "="', "Write --set db.password=VALUE."],
    [["=4"], 'Cannot read --set "=…": there is no key before the =', "Write --set key.path=VALUE."],
    [["a..b=4"], 'Cannot read --set "a..b=…": "a..b" is not a key', "Write --set a.b=VALUE."],
    [
      ["a=[1, 2"],
      'Cannot read --set "a=…": the value is not a closed list, map or text',
      `Write --set 'key=["a", "b"]'.`,
    ],
    [
      ["a=1", "a.b=2"],
      'Cannot read --set "a.b=2": --set a gives a value to a part of this key',
      "Give only one of the two.",
    ],
  ];
  for (const [texts, message, remedy] of cases) {
    assert.throws(() => parseOverrides(texts), { kind: "usage", message, remedy });
  }
});
