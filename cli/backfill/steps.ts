import type { BackfillSteps, BackfillStepsRow } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { byStatus, renderTable, statusSigns } from "../output/mod.ts";
import { lineWidth } from "../print.ts";

/** Lines of a table of keys by assets, a sign for each step, and what the columns are. */
export function stepLines({ assets, rows }: BackfillSteps, context: CommandContext): readonly string[] {
  const { style } = context;
  const sign = ({ steps }: BackfillStepsRow, column: number) => {
    const status = steps[column] ?? "pending";
    return byStatus(status === "reused" ? "success" : status, statusSigns[status], style);
  };
  const table = renderTable(rows, [
    { title: "key", cell: ({ partition }) => partition, flexible: true },
    ...assets.map((_, column) => ({
      title: String(column + 1),
      cell: (row: BackfillStepsRow) => sign(row, column),
      align: "right" as const,
    })),
  ], { style, width: lineWidth(context) });
  const legend = Object.entries(statusSigns).map(([status, one]) => `${one} ${status}`).join("  ");
  return [
    ...table,
    "",
    ...assets.map((asset, column) => `${String(column + 1).padStart(3)}  ${asset}`),
    "",
    style.dim(legend),
  ];
}
