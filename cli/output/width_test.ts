import assert from "node:assert/strict";
import { makeStyle, plainText } from "./style.ts";
import { pad, safeText, textWidth, truncate, wrap } from "./width.ts";

const style = makeStyle(true);

Deno.test("textWidth: escape sequences take no column, wide characters two, combining ones none", () => {
  assert.equal(textWidth(style.red("ab")), 2);
  assert.equal(textWidth("日本"), 4);
  assert.equal(textWidth("e\u0301"), 1);
});

Deno.test("truncate: a cut text fits and ends in an ellipsis", () => {
  assert.equal(truncate("abcdef", 4), "abc…");
  assert.equal(truncate("abcd", 4), "abcd");
  assert.equal(truncate("日本語", 4), "日…");
  assert.equal(truncate("abc", 0), "");
});

Deno.test("truncate: styles are closed after the cut", () => {
  const cut = truncate(style.red("abcdef") + "gh", 3);
  assert.equal(plainText(cut), "ab…");
  assert.ok(cut.includes("\x1b[39m"));
});

Deno.test("truncate: whatever the text and width, the result fits", () => {
  for (const text of ["", "a", "abcdefgh", "日本語日本語", style.bold("ab日") + "c", "🎉🎉🎉"]) {
    for (let width = 0; width < 9; width++) assert.ok(textWidth(truncate(text, width)) <= width, `${text} in ${width}`);
  }
});

Deno.test("pad: fills on the side that the alignment leaves free", () => {
  assert.equal(pad("ab", 4), "ab  ");
  assert.equal(pad("ab", 4, "right"), "  ab");
  assert.equal(pad("abcde", 4), "abcde");
});

Deno.test("wrap: breaks at spaces, keeps line breaks, leaves long words whole", () => {
  assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrap("a\nb", 10), ["a", "b"]);
  assert.deepEqual(wrap("  one two three", 9), ["  one two", "  three"]);
  assert.deepEqual(wrap("incomprehensible x", 5), ["incomprehensible", "x"]);
});

Deno.test("safeText: what steers a terminal becomes visible", () => {
  assert.equal(safeText("a\x1b[31mb\x07"), "a\\x1b[31mb\\x07");
  assert.equal(safeText("tab\tstays, ü stays"), "tab\tstays, ü stays");
});
