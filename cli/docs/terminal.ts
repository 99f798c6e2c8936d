import MarkdownIt, { type Token } from "markdown-it";
import { type Style, textWidth, wrap } from "../output/mod.ts";
import type { DocPage } from "./pages.ts";
import { inlineText } from "./terminal_inline.ts";
import { tableLines } from "./terminal_table.ts";

/** A list whose items are being shown. */
interface List {
  /** Of the next item; undefined where they have none. */
  number: number | undefined;
  /** Whether an item begins. */
  isNew?: boolean;
}

/** Columns beyond which lines of text are hard to read. */
const readable = 100;

/**
 * A page as a terminal shows it: headings, marks and tables as such, lines broken to fit.
 *
 * @param columns those of the terminal
 */
export function terminalPage(
  { name, text }: DocPage,
  { style, columns }: { readonly style: Style; readonly columns: number },
): readonly string[] {
  const tokens = new MarkdownIt({ html: false, linkify: false }).parse(text, {});
  const inline = (token: Token | undefined) => inlineText(token?.children ?? [], { style, page: name });
  const width = Math.min(columns, readable);
  const lines: string[] = [];
  const lists: List[] = [];
  const put = (some: readonly string[]) => lines.push(...some, ...(lists.length === 0 ? [""] : []));
  for (const [index, token] of tokens.entries()) {
    switch (token.type) {
      case "heading_open":
        put(headingLines(token.tag, tokens[index + 1]!.content, style));
        break;
      case "bullet_list_open":
      case "ordered_list_open":
        lists.push({ number: token.type === "ordered_list_open" ? Number(token.attrGet("start") ?? 1) : undefined });
        break;
      case "list_item_open":
        lists.at(-1)!.isNew = true;
        break;
      case "bullet_list_close":
      case "ordered_list_close":
        lists.pop();
        if (lists.length === 0) lines.push("");
        break;
      case "paragraph_open":
        put(paragraph(inline(tokens[index + 1]), lists, width));
        break;
      case "fence":
      case "code_block":
        put(codeLines(token, { style, width }));
        break;
      case "table_open":
        put(tableLines(tableCells(tokens, index, inline), { style, width: columns }));
        break;
      default:
    }
  }
  return lines.slice(0, lines.at(-1) === "" ? -1 : undefined);
}

function headingLines(tag: string, text: string, style: Style): readonly string[] {
  const plain = text.replaceAll("`", "");
  const rule = tag === "h1" ? "═" : tag === "h2" ? "─" : "";
  return [style.bold(plain), ...(rule === "" ? [] : [style.dim(rule.repeat(textWidth(plain)))])];
}

/** Lines of a paragraph, behind its mark where it begins an item of a list. */
function paragraph(text: string, lists: List[], width: number): readonly string[] {
  const list = lists.at(-1);
  if (list === undefined) return wrap(text, width);
  const indent = "  ".repeat(lists.length - 1);
  const mark = list.number === undefined ? "•" : `${list.number}.`;
  const inner = " ".repeat(mark.length + 1);
  const first = list.isNew === true ? `${mark} ` : inner;
  if (list.isNew === true && list.number !== undefined) list.number++;
  list.isNew = false;
  return wrap(text, width - indent.length - inner.length).map((line, i) =>
    `${indent}${i === 0 ? first : inner}${line}`
  );
}

function codeLines(
  { content, info }: Token,
  { style, width }: { readonly style: Style; readonly width: number },
): readonly string[] {
  const why = /no-run: (.+)$/.exec(info)?.[1];
  const note = why === undefined ? [] : wrap(`Not run by the tests: ${why}`, width).map(style.dim);
  // Of a session only what is typed stands out.
  const shown = (line: string) => info.startsWith("console") && !line.startsWith("$ ") ? line : style.cyan(line);
  return [...note, ...content.trimEnd().split("\n").map((line) => `    ${shown(line)}`.trimEnd())];
}

/** Rows of a table, the titles first. */
function tableCells(
  tokens: readonly Token[],
  from: number,
  inline: (token: Token | undefined) => string,
): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (let i = from; tokens[i]!.type !== "table_close"; i++) {
    const { type } = tokens[i]!;
    if (type === "tr_open") rows.push([]);
    if (type === "th_open" || type === "td_open") rows.at(-1)!.push(inline(tokens[i + 1]));
  }
  return rows;
}
