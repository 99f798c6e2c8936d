import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { Problem } from "../../infra/errors.ts";
import { openTextSearch } from "./text_search.ts";

const search = openTextSearch({ clock: manualClock(0) });

Deno.test("find: where an expression is found, in units of the language's texts, in any letters", async () => {
  const texts = ["Read FILE_7.csv", "nothing", "😀 file_12 and file_3", "xfile_1 file_1"];
  assert.deepEqual(await search.find(String.raw`\bfile_\d+`, texts), [
    [[5, 11]],
    undefined,
    [[3, 10], [15, 21]],
    [[8, 14]],
  ]);
});

Deno.test("find: begins and ends of texts, and what is empty", async () => {
  assert.deepEqual(await search.find("^a|z$", ["abz", "ba", "a"]), [[[0, 1], [2, 3]], undefined, [[0, 1]]]);
  assert.deepEqual(await search.find("q*", ["ab", "q"]), [[], [[0, 1]]]);
  assert.deepEqual(await search.find("a", []), []);
});

Deno.test("find: texts with the marks, zeros and halves of characters in them", async () => {
  const texts = ["a\u0001b\u0002c", "\0x", "\ud800y", String.raw`it's "q" \0`];
  assert.deepEqual(await search.find("[bxyq]", texts), [[[2, 3]], [[1, 2]], [[1, 2]], [[6, 7]]]);
});

Deno.test("find: an expression that takes other engines longer than the universe is old", async () => {
  const text = "a".repeat(50_000);
  assert.deepEqual(await search.find("^(a+)+b$", [text]), [undefined]);
  assert.deepEqual(await search.find("(x+x+)+y|(a|aa)+$", [text]), [[[0, 50_000]]]);
});

Deno.test("find: what is no expression is said, with its fault", async () => {
  for (
    const [expression, words] of [["(", /missing \)/], ["a(?=b)", /invalid perl operator/], [
      "*",
      /repetition/,
    ]] as const
  ) {
    await assert.rejects(search.find(expression, ["a"]), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.kind, "usage");
      assert.equal(error.place, "text");
      assert.match(error.message, words);
      return true;
    });
  }
});
