import { pad, type Style, textWidth, wrap } from "../output/mod.ts";

const gap = "  ";

/** Lines of a table whose cells are broken to fit; where they cannot, each row becomes a short list. */
export function tableLines(
  [titles = [], ...rows]: readonly (readonly string[])[],
  { style, width }: { readonly style: Style; readonly width: number },
): readonly string[] {
  const all = [titles, ...rows];
  const longest = titles.map((_, i) => Math.max(...all.map((row) => longestWord(row[i] ?? ""))));
  const widths = titles.map((_, i) => Math.max(...all.map((row) => textWidth(row[i] ?? ""))));
  const room = width - gap.length * (titles.length - 1);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  if (sum(longest) > room) return listLines(titles, rows, { style, width });
  while (sum(widths) > room) {
    // The widest column that can still give way does.
    const at = widths.reduce((best, one, i) => one > longest[i]! && (best < 0 || one > widths[best]!) ? i : best, -1);
    widths[at] = widths[at]! - 1;
  }
  const line = (cells: readonly string[]) => {
    const parts = titles.map((_, i) => wrap(cells[i] ?? "", widths[i]!));
    const height = Math.max(...parts.map((one) => one.length));
    return Array.from(
      { length: height },
      (_, k) => parts.map((one, i) => pad(one[k] ?? "", widths[i]!)).join(gap).trimEnd(),
    );
  };
  const rule = style.dim(widths.map((one) => "─".repeat(one)).join(gap));
  return [...line(titles.map(style.bold)), rule, ...rows.flatMap(line)];
}

function listLines(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { style, width }: { readonly style: Style; readonly width: number },
): readonly string[] {
  return rows.flatMap(([first = "", ...others]) => [
    ...wrap(first === "" ? "·" : first, width),
    ...others.flatMap((cell, i) => cell === "" ? [] : wrap(`  ${style.dim(`${titles[i + 1]}:`)} ${cell}`, width)),
  ]);
}

function longestWord(text: string): number {
  return Math.max(...text.split(" ").map(textWidth));
}
