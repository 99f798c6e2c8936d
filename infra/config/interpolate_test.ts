import assert from "node:assert/strict";
import fc from "fast-check";
import { mapEnvironment } from "../env.ts";
import { interpolate } from "./interpolate.ts";
import { type MapNode, nodeAt, nodeOf, valueOf } from "./node.ts";

function resolved(value: Record<string, unknown>, variables: Record<string, string> = {}) {
  const result = interpolate(nodeOf(value, { kind: "default" }) as MapNode, mapEnvironment(variables));
  return { ...result, value: valueOf(result.root) };
}

Deno.test("interpolate: references see every key from the root, in any order, and nested ones", () => {
  const { value, issues } = resolved({
    paths: { raw: "${paths.data}/raw", data: "${root}/data" },
    root: "/srv",
    file: "${paths.raw}/a.csv",
    first: "${list.0} of ${count}, ${flag}",
    list: ["x", "${root}"],
    count: 2,
    flag: true,
  });
  assert.deepEqual(issues, []);
  assert.deepEqual(value, {
    paths: { raw: "/srv/data/raw", data: "/srv/data" },
    root: "/srv",
    file: "/srv/data/raw/a.csv",
    first: "x of 2, true",
    list: ["x", "/srv"],
    count: 2,
    flag: true,
  });
});

Deno.test("interpolate: a text that is one reference becomes what it names, maps and lists too", () => {
  const { value } = resolved({
    n: 8,
    copy: "${n}",
    map: { a: "${n}", b: ["${copy}"] },
    all: "${map}",
    inner: "${all.b}",
  });
  assert.deepEqual(value, { n: 8, copy: 8, map: { a: 8, b: [8] }, all: { a: 8, b: [8] }, inner: [8] });
});

Deno.test("interpolate: variables win over defaults, a set but empty one too", () => {
  const { value } = resolved(
    {
      a: "${env:A,x}",
      b: "${env:B,x, y}",
      c: "${env:C,}",
      d: "${env:EMPTY,x}",
      e: "<${env:A}>",
      f: "${env:B,${base}/f}",
      base: "z",
    },
    { A: "1,5", EMPTY: "" },
  );
  assert.deepEqual(value, { a: "1,5", b: "x, y", c: "", d: "", e: "<1,5>", f: "z/f", base: "z" });
});

Deno.test("interpolate: a variable alone may be read as number, boolean or list later", () => {
  const { root } = resolved({ n: "${env:N}", t: "${env:T}", l: "${env:L}", x: "${n}", m: "a${env:N}" }, {
    N: "8",
    T: "word",
    L: "[a, 1]",
  });
  const alternative = (key: string) => {
    const node = nodeAt(root, [key]);
    return node?.kind === "scalar" && node.alternative !== undefined ? valueOf(node.alternative) : undefined;
  };
  assert.deepEqual(["n", "t", "l", "x", "m"].map(alternative), [8, undefined, ["a", 1], 8, undefined]);
});

Deno.test("interpolate: text of a variable or of an escaped sign is not read again", () => {
  const { value, issues } = resolved({
    a: "${env:A}",
    b: "$${a}",
    c: "${b} ${all.b}",
    all: { b: "$${x}" },
    d: "${all}",
    e: "${d.b}",
  }, { A: "${b}" });
  assert.deepEqual(issues, []);
  assert.deepEqual(value, { a: "${b}", b: "${a}", c: "${a} ${x}", all: { b: "${x}" }, d: { b: "${x}" }, e: "${x}" });
});

Deno.test("interpolate: each fault is named once, with what to do", () => {
  const { issues, failed } = resolved({
    a: "${env:DATA_DRI}",
    b: "${paths.dta}",
    c: "${HOME}/x",
    d: "${paths} x",
    e: "${nothing} x",
    f: "${a}/again",
    g: "${",
    paths: { data: "d" },
    nothing: null,
  }, { DATA_DIR: "x" });
  assert.deepEqual(issues.map(({ path, text }) => [path, text]), [
    ["a", 'the environment variable "DATA_DRI" is not set; did you mean "DATA_DIR"?'],
    ["b", '"${paths.dta}" names no key of this configuration; did you mean "paths.data"?'],
    ["c", '"${HOME}" names no key of this configuration'],
    ["d", '"${paths}" is a map and cannot be part of a text'],
    ["e", '"${nothing}" is empty and cannot be part of a text'],
    ["g", 'a "${" is never closed'],
  ]);
  assert.deepEqual([...failed], ["a", "b", "c", "d", "e", "f", "g"]);
  assert.equal(
    issues[0]?.remedy,
    "Set DATA_DRI in the shell or in a .env file, or give a default: ${env:DATA_DRI,default}.",
  );
  assert.equal(issues[2]?.remedy, "Write ${env:HOME} for an environment variable.");
});

Deno.test("interpolate: cycles are named from end to end, also through maps", () => {
  const texts = (value: Record<string, unknown>) => resolved(value).issues.map(({ text }) => text);
  assert.deepEqual(texts({ a: "${b}", b: "x${c}", c: "${a}" }), ["it needs its own value: a → b → c → a"]);
  assert.deepEqual(texts({ a: "${a}" }), ["it needs its own value: a → a"]);
  assert.deepEqual(texts({ a: { b: "${a}" } }), ["it needs its own value: a → a.b → a"]);
});

Deno.test("interpolate: values of variables that are named like secrets are collected", () => {
  const { secrets } = resolved({ url: "postgres://u:${env:PG_PASSWORD}@h", d: "${env:DATA_DIR}" }, {
    PG_PASSWORD: "hunter2",
    DATA_DIR: "data",
  });
  assert.deepEqual(secrets, ["hunter2"]);
});

const plainText = fc.string().filter((text) => !text.includes("${"));

Deno.test("interpolate: what has no ${ stays, and a chain of references ends at its first value", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), plainText), fc.nat({ max: 30 }), (texts, length) => {
      const chain = Object.fromEntries(Array.from({ length }, (_, i) => [`K${i}`, `\${K${i + 1}}`]));
      const { value, issues } = resolved({ ...texts, ...chain, [`K${length}`]: "end" });
      assert.deepEqual(issues, []);
      assert.deepEqual(value, {
        ...texts,
        ...Object.fromEntries(Array.from({ length: length + 1 }, (_, i) => [`K${i}`, "end"])),
      });
    }),
  );
});

Deno.test("interpolate: whatever the references, it ends with a value or an issue for each text", () => {
  const key = fc.constantFrom("a", "b", "c", "d");
  const text = fc.array(
    fc.oneof(key.map((name) => `\${${name}}`), key.map((name) => `\${env:${name},\${a}}`), fc.constant("x")),
    { maxLength: 3 },
  );
  fc.assert(fc.property(fc.dictionary(key, text.map((parts) => parts.join(""))), (value) => {
    const { issues, failed, value: result } = resolved(value);
    assert.equal(failed.size > 0, issues.length > 0);
    for (const [name, one] of Object.entries(result as Record<string, string | null>)) {
      assert.ok(failed.has(name) ? one === null : !one?.includes("${"), name);
    }
  }));
});
