import type { OutputStream } from "./stream.ts";
import { textWidth } from "./width.ts";

/** The last lines of a terminal, drawn again and again in place. */
export interface LiveArea extends Disposable {
  /** Replaces the lines. */
  draw(lines: readonly string[]): void;
  /** Writes lines that stay, above the drawn ones or those that replace them. */
  print(lines: readonly string[], drawn?: readonly string[]): void;
}

const hideCursor = "\x1b[?25l";
const showCursor = "\x1b[?25h";
/** Terminals that know it show a frame at once; others ignore it. */
const beginFrame = "\x1b[?2026h";
const endFrame = "\x1b[?2026l";

/** Begins a {@link LiveArea} at the cursor; disposing it removes the drawn lines and gives the cursor back. */
export function liveArea(output: OutputStream): LiveArea {
  let drawn: readonly string[] = [];
  let hidden = false;
  let ended = false;

  /** Moves to the first drawn line and clears from there; a terminal that became narrower has wrapped the lines. */
  function clear(): string {
    const { columns } = output.size();
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
    drawn = [];
    return rows === 0 ? "" : `\x1b[${rows}F\x1b[J`;
  }

  function show(lines: readonly string[], kept: readonly string[]): void {
    if (ended) return;
    const text = [...kept, ...lines].map((line) => `${line}\n`).join("");
    output.write(`${beginFrame}${hidden ? "" : hideCursor}${clear()}${text}${endFrame}`);
    hidden = true;
    drawn = lines;
  }

  return {
    draw: (lines) => show(lines, []),
    print: (lines, replacing = drawn) => show(replacing, lines),
    [Symbol.dispose]() {
      if (ended) return;
      output.write(`${clear()}${hidden ? showCursor : ""}`);
      ended = true;
    },
  };
}
