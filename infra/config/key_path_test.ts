import assert from "node:assert/strict";
import fc from "fast-check";
import { formatKeyPath, parseKeyPath } from "./key_path.ts";

Deno.test("parseKeyPath: refuses empty parts and a backslash at the end", () => {
  for (const text of ["", ".", "a.", ".a", "a..b", "a\\"]) assert.equal(parseKeyPath(text), undefined, text);
});

Deno.test("parseKeyPath: brings back whatever formatKeyPath wrote", () => {
  fc.assert(fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (path) => {
    assert.deepEqual(parseKeyPath(formatKeyPath(path)), path);
  }));
});
