import type { CommandContext } from "./command.ts";
import { jsonDocument, renderTable, type TableColumn } from "./output/mod.ts";

/** Prints lines to standard output. */
export function printLines({ effects }: CommandContext, lines: readonly string[]): void {
  if (lines.length > 0) effects.stdout.write(`${lines.join("\n")}\n`);
}

/** Prints one JSON document to standard output. */
export function printJson({ effects }: CommandContext, value: unknown): void {
  effects.stdout.write(jsonDocument(value));
}

/** Columns that lines should keep to: those of the terminal, none for files and pipes. */
export function lineWidth({ effects }: CommandContext): number {
  return effects.stdout.isTerminal ? effects.stdout.size().columns : Infinity;
}

/** Prints a table, or `empty` when there is no row. */
export function printTable<Row>(
  context: CommandContext,
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  empty: string,
): void {
  const lines = renderTable(rows, columns, { style: context.style, width: lineWidth(context) });
  printLines(context, lines.length === 0 ? [empty] : lines);
}
