import type { Style } from "./style.ts";
import { pad, safeText, textWidth, truncate } from "./width.ts";

/** A column of a printed table. */
export interface TableColumn<Row> {
  readonly title: string;
  /** Text of a row's cell; escape sequences must come from a {@link Style}. */
  readonly cell: (row: Row) => string;
  /** @default "left" */
  readonly align?: "left" | "right";
  /** Whether this column gives up its width first when the lines are too long. @default false */
  readonly flexible?: boolean;
}

/** Settings of {@link renderTable}. */
export interface TableOptions {
  readonly style: Style;
  /** Columns of the terminal. @default no limit */
  readonly width?: number;
  /** Spaces before each line. @default 0 */
  readonly indent?: number;
}

const gap = "  ";
const narrowest = 8;

/** Lines of a table with titles; no row gives no line. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  options: TableOptions,
): readonly string[] {
  const { style, width = Infinity, indent = 0 } = options;
  if (rows.length === 0) return [];
  const cells = rows.map((row) => columns.map(({ cell }) => oneLine(cell(row))));
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...cells.map((row) => textWidth(row[i]!))));
  shrink(widths, columns, width - indent);
  const line = (texts: readonly string[]) =>
    (" ".repeat(indent) +
      texts.map((text, i) => pad(truncate(text, widths[i]!), widths[i]!, columns[i]!.align)).join(gap)).trimEnd();
  return [style.dim(line(columns.map(({ title }) => title))), ...cells.map(line)];
}

function shrink<Row>(widths: number[], columns: readonly TableColumn<Row>[], limit: number): void {
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  columns.forEach(({ flexible = false }, i) => {
    if (!flexible || total() <= limit) return;
    widths[i] = Math.max(narrowest, widths[i]! - (total() - limit));
  });
}

function oneLine(text: string): string {
  // Styles are escape sequences of ours; everything else that steers a terminal is made visible.
  // deno-lint-ignore no-control-regex
  return text.replace(/\s*\n\s*/g, " ").split(/(\x1b\[[0-9;]*m)/).map((
    part,
    i,
  ) => (i % 2 === 1 ? part : safeText(part)))
    .join("");
}

/** Lines of `label   value` with the values in one column. */
export function renderPairs(
  pairs: readonly (readonly [label: string, value: string])[],
  options: TableOptions,
): readonly string[] {
  const { style, width = Infinity, indent = 0 } = options;
  const column = Math.max(0, ...pairs.map(([label]) => textWidth(label)));
  return pairs.map(([label, value]) =>
    truncate(`${" ".repeat(indent)}${style.dim(pad(label, column))}${gap}${oneLine(value)}`, width).trimEnd()
  );
}
