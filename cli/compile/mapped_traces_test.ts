import assert from "node:assert/strict";
import { type FindPlace, mapTraces, placesByMaps } from "./mapped_traces.ts";

// Line 1 has segments at columns 0 and 8: to line 1, column 0 of the first source, and to line 21, column 4 of the second.
// Line 3 has one at column 0: to line 20, column 2 of the second. In base 64: 0 is A, 1 C, 4 I, 8 Q, -1 D, -2 F, 20 oB.
const map = { version: 3, sources: ["../a.ts", "../b/c.ts"], mappings: "AAAA,QCoBI;;AADF" };

function finder(reads: string[] = []): FindPlace {
  return placesByMaps((url) => {
    reads.push(url.href);
    return url.pathname === "/p/bundle/x.js.map" ? JSON.stringify(map) : undefined;
  });
}

Deno.test("placesByMaps: a place in a script is that of the nearest segment before it", () => {
  const find = finder();
  const places: readonly (readonly [number, number, string | undefined])[] = [
    [1, 1, "file:///p/a.ts:1:1"],
    [1, 8, "file:///p/a.ts:1:1"],
    [1, 9, "file:///p/b/c.ts:21:5"],
    [1, 500, "file:///p/b/c.ts:21:5"],
    [2, 1, undefined],
    [3, 7, "file:///p/b/c.ts:20:3"],
    [9, 1, undefined],
  ];
  for (const [line, column, place] of places) {
    assert.equal(find("file:///p/bundle/x.js", line, column), place);
    if (Deno.build.os !== "windows") assert.equal(find("/p/bundle/x.js", line, column), place);
  }
});

Deno.test("placesByMaps: a map is read once, and only of a file; one without stays as it is", () => {
  const reads: string[] = [];
  const find = finder(reads);
  for (let i = 0; i < 3; i++) {
    assert.ok(find("file:///p/bundle/x.js", 1, 1));
    assert.equal(find("file:///p/bundle/y.js", 1, 1), undefined);
    assert.equal(find("node:fs", 1, 1), undefined);
  }
  assert.deepEqual(reads, ["file:///p/bundle/x.js.map", "file:///p/bundle/y.js.map"]);
});

Deno.test("mapTraces: stacks name the places that are found, the others as they are", () => {
  const before = Reflect.get(Error, "prepareStackTrace");
  try {
    mapTraces((script, line, column) =>
      script.endsWith("mapped_traces_test.ts") ? `s.ts:${line}:${column}` : undefined
    );
    const lines = (new RangeError("too many").stack ?? "").split("\n");
    assert.equal(lines[0], "RangeError: too many");
    assert.match(lines[1]!, /^ {4}at (fn \()?s\.ts:\d+:\d+\)?$/);
    assert.ok(lines.slice(2).every((line) => /^ {4}at /.test(line) && !line.includes("s.ts")), lines.join("\n"));
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Reflect.set(Error, "prepareStackTrace", before);
  }
});
