import assert from "node:assert/strict";
import { makeStyle, plainText, textWidth } from "../output/mod.ts";
import { documentation } from "./pages.ts";
import { terminalPage } from "./terminal.ts";

const plain = makeStyle(false);
const page = (text: string, columns = 40) =>
  terminalPage({ name: "one", title: "One", text }, { style: plain, columns });

Deno.test("terminalPage: headings, broken lines, lists, code, and where links lead", () => {
  const text = "# One `two`\n\nA paragraph with a [page](two.md#x), [two](two.md), [this](#here)\nand `code`.\n\n" +
    "- first that is longer than the line of forty\n- second\n  - inner\n\n3. three\n4. four\n\n" +
    "```sh no-run: why\nls --all | wc -l\n```\n";
  assert.deepEqual(page(text), [
    ...["One two", "═══════", ""],
    ...["A paragraph with a page (two), two, this", "and `code`.", ""],
    ...["• first that is longer than the line of", "  forty", "• second", "  • inner", ""],
    ...["3. three", "4. four", ""],
    ...["Not run by the tests: why", "    ls --all | wc -l"],
  ]);
});

Deno.test("terminalPage: cells are broken to fit, and a table that cannot fit becomes a list", () => {
  const text = "| a | b |\n| - | - |\n| one two three | four five six |\n| x | |\n";
  assert.deepEqual(page(text, 20), [
    "a          b",
    "─────────  ─────────",
    "one two    four five",
    "three      six",
    "x",
  ]);
  assert.deepEqual(page(text, 8), ["one two", "three", "  b:", "  four", "  five", "  six", "x"]);
});

Deno.test("terminalPage: every page fits a terminal, but for code and what has no blank to be broken at", async () => {
  for (const one of await documentation()) {
    for (const columns of [60, 100, 200]) {
      const lines = terminalPage(one, { style: makeStyle(true), columns }).map(plainText);
      const long = lines.filter((line) => textWidth(line) > columns && !line.startsWith("    "));
      assert.deepEqual(long.filter((line) => /\S +\S/.test(line.trim().replace(/^(\S+:|•|\d+\.) /, ""))), [], one.name);
    }
  }
});
