import assert from "node:assert/strict";
import { liveArea } from "./live.ts";
import { collectOutput } from "./stream.ts";

/** What a terminal of endless height shows after `text`: enough for line feeds, "up n lines" and "clear from here". */
function screen(text: string, columns = 80): { readonly lines: readonly string[]; readonly cursor: boolean } {
  let lines: string[] = [""];
  let row = 0;
  let cursor = true;
  // deno-lint-ignore no-control-regex -- escape sequences are control characters
  for (const part of text.split(/(\x1b\[[?\d]*[A-Za-z]|\n)/)) {
    // deno-lint-ignore no-control-regex -- as above
    const up = /^\x1b\[(\d+)F$/.exec(part);
    if (part === "\n") lines[++row] ??= "";
    else if (up !== null) row = Math.max(0, row - Number(up[1]));
    else if (part === "\x1b[J") lines = [...lines.slice(0, row), ""];
    else if (part === "\x1b[?25l") cursor = false;
    else if (part === "\x1b[?25h") cursor = true;
    else if (!part.startsWith("\x1b")) {
      for (const character of part) {
        if (lines[row]!.length === columns) lines[++row] ??= "";
        lines[row] += character;
      }
    }
  }
  return { lines, cursor };
}

Deno.test("liveArea: each frame replaces the one before", () => {
  const output = collectOutput({ isTerminal: true });
  const area = liveArea(output);
  area.draw(["one", "two"]);
  area.draw(["three"]);
  assert.deepEqual(screen(output.text()), { lines: ["three", ""], cursor: false });
});

Deno.test("liveArea: printed lines stay above the frame", () => {
  const output = collectOutput({ isTerminal: true });
  const area = liveArea(output);
  area.draw(["bar"]);
  area.print(["done a"]);
  area.draw(["bar 2"]);
  area.print(["done b"]);
  assert.deepEqual(screen(output.text()).lines, ["done a", "done b", "bar 2", ""]);
  area.print(["done c"], ["bar 3"]);
  assert.deepEqual(screen(output.text()).lines, ["done a", "done b", "done c", "bar 3", ""]);
});

Deno.test("liveArea: after disposing the frame is gone, the cursor is back and nothing is drawn", () => {
  const output = collectOutput({ isTerminal: true });
  const area = liveArea(output);
  area.draw(["bar"]);
  area.print(["kept"]);
  area[Symbol.dispose]();
  area[Symbol.dispose]();
  area.draw(["late"]);
  assert.deepEqual(screen(output.text()), { lines: ["kept", ""], cursor: true });
});

Deno.test("liveArea: lines that a narrower terminal has wrapped are cleared whole", () => {
  const size = { columns: 40 };
  const collected = collectOutput({ isTerminal: true });
  const area = liveArea({ ...collected, size: () => ({ columns: size.columns, rows: 24 }) });
  area.draw(["x".repeat(30)]);
  size.columns = 20;
  area.draw(["short"]);
  assert.deepEqual(screen(collected.text(), 20).lines, ["short", ""]);
});
