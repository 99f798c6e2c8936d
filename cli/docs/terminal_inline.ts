import type { Token } from "markdown-it";
import type { Style, StyleName } from "../output/mod.ts";
import { plainText } from "../output/mod.ts";
import { pageAddress } from "./render.ts";

/** How marks within a line are shown. */
export interface InlineOptions {
  readonly style: Style;
  /** Name of the page, from which links lead. */
  readonly page: string;
}

/** The marks that hold at a place of the text. */
interface Marks {
  readonly names: readonly StyleName[];
  readonly target?: string;
  /** Where the text of a link begins. */
  readonly from?: number;
}

/** A text with its marks as colours; each word has its own, so that lines can be broken between them. */
export function inlineText(tokens: readonly Token[], { style, page }: InlineOptions): string {
  let [text, marks] = ["", { names: [] } as Marks];
  const outer: Marks[] = [];
  const mark = (name: StyleName, target?: string) => {
    outer.push(marks);
    marks = { names: [...marks.names, name], ...(target === undefined ? {} : { target, from: text.length }) };
  };
  const words = (value: string, names: readonly StyleName[]) =>
    value.replace(/\S+/g, (word) => names.reduce((shown, name) => style[name](shown), word));
  for (const token of tokens) {
    switch (token.type) {
      case "strong_open":
        mark("bold");
        break;
      case "em_open":
        mark("italic");
        break;
      case "link_open":
        mark("cyan", String(token.attrGet("href") ?? ""));
        break;
      case "strong_close":
      case "em_close":
        marks = outer.pop()!;
        break;
      case "link_close":
        text += words(placeOf(marks.target ?? "", page, plainText(text.slice(marks.from))), ["dim"]);
        marks = outer.pop()!;
        break;
      case "code_inline":
        text += style.enabled ? words(token.content, [...marks.names, "cyan"]) : `\`${token.content}\``;
        break;
      case "image":
        text += words(`[picture: ${token.content}]`, ["dim"]);
        break;
      case "softbreak":
      case "hardbreak":
        text += " ";
        break;
      default:
        text += words(token.content, marks.names);
    }
  }
  return text;
}

/** Where a link leads, behind its text; nothing where the text says it, and for a place of the same page. */
function placeOf(target: string, page: string, shown: string): string {
  const place = pageAddress(target, page).replace(/^\/([^#]*).*$/, "$1");
  return place.startsWith("#") || place === shown ? "" : ` (${place})`;
}
