import { plainText } from "./style.ts";

/** Characters that take no column of their own: combining marks, joiners, variation selectors. */
const zeroWidth = /^[\p{Mark}\u200b-\u200d\ufe00-\ufe0f]$/u;
/** Characters that take two columns: East Asian wide forms and pictures. */
const doubleWidth =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]$/u;

/** Columns that a character takes on a terminal. */
function characterWidth(character: string): number {
  if (character < "\u0300") return 1;
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}

/** Columns that a text takes on a terminal; escape sequences take none. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of plainText(text)) width += characterWidth(character);
  return width;
}

/** A text cut to `columns`, with `…` at its end when something is missing. Escape sequences are kept whole. */
export function truncate(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns <= 0) return "";
  let shown = "";
  let width = 0;
  let rest = text;
  while (rest !== "") {
    // deno-lint-ignore no-control-regex -- escape sequences are control characters
    const escape = /^\x1b\[[0-9;?]*[A-Za-z]/.exec(rest)?.[0];
    if (escape !== undefined) {
      shown += escape;
      rest = rest.slice(escape.length);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0)!);
    rest = rest.slice(character.length);
    const next = width + characterWidth(character);
    if (width < columns && next > columns - 1) {
      shown += "…";
      width = columns;
    } else if (width < columns) {
      shown += character;
      width = next;
    }
  }
  return shown;
}

/** A text with spaces up to `columns`. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, columns - textWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

/** Breaks a text at spaces into lines of at most `columns`, indented as it is; a longer word stands on a line of its own. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    const indent = /^ */.exec(paragraph)![0];
    let line = "";
    for (const word of paragraph.slice(indent.length).split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && textWidth(indent + longer) > columns) {
        lines.push(indent + line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.push(indent + line);
  }
  return lines;
}

// deno-lint-ignore no-control-regex -- what must not reach a terminal
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** A text from outside (data, file names, messages) that cannot steer the terminal: control characters become visible. */
export function safeText(text: string): string {
  return text.replace(controls, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
