import type { PartitionsState, PartitionState, Project } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { loadEngine } from "../later.ts";
import { byStatus, countOf, formatTime, renderTable, type Style } from "../output/mod.ts";
import { lineWidth, printJson, printLines } from "../print.ts";
import { readHistory, type Workspace } from "../wire.ts";

/** Prints all partitions with their keys, and what became of each. */
export async function listPartitions(
  project: Project,
  workspace: Workspace,
  context: CommandContext,
  json: boolean,
): Promise<void> {
  const { partitionStates } = await loadEngine();
  await using history = await readHistory(workspace);
  const all = await partitionStates(project, history);
  if (json) {
    const facts = all.map(({ keys, ...rest }) => ({ ...rest, keys: keys.map(({ key }) => key), states: keys }));
    return printJson(context, facts);
  }
  if (all.length === 0) return printLines(context, ["No partitions: no asset is split."]);
  printLines(context, all.flatMap((one, index) => [...(index === 0 ? [] : [""]), ...linesOf(one, context)]));
}

function linesOf({ name, kind, keys, removed }: PartitionsState, context: CommandContext): readonly string[] {
  const { style } = context;
  const options = { style, width: lineWidth(context) };
  const found = keys.length === 0 && kind === "dynamic" ? "a run finds its keys" : countOf(keys.length, "key");
  const table = renderTable(keys, [
    { title: "key", cell: ({ key }) => key, flexible: true },
    { title: "status", cell: ({ status }) => coloredStatus(status, style) },
    { title: "assets", cell: ({ made, of }) => `${made} of ${of}`, align: "right" },
    { title: "newest", cell: ({ newest }) => newest === undefined ? "" : formatTime(newest.createdAt) },
    { title: "run", cell: ({ failed, newest }) => failed?.run ?? newest?.run ?? "" },
    ...(kind === "static" ? [] : [{
      title: "first seen",
      cell: ({ firstSeen }: PartitionState) => firstSeen === undefined ? "" : formatTime(firstSeen),
    }]),
  ], options);
  const gone = renderTable(removed, [
    { title: "gone", cell: ({ key }) => key, flexible: true },
    { title: "first seen", cell: ({ firstSeen }) => formatTime(firstSeen) },
    { title: "last seen", cell: ({ lastSeen }) => formatTime(lastSeen) },
    { title: "removed", cell: ({ removedAt }) => formatTime(removedAt) },
  ], options);
  return [
    `${style.bold(name)}  ${kind}, ${found}`,
    ...(table.length === 0 ? [] : ["", ...table]),
    ...(gone.length === 0 ? [] : ["", ...gone]),
  ];
}

function coloredStatus(status: PartitionState["status"], style: Style): string {
  switch (status) {
    case "made":
      return byStatus("success", status, style);
    case "partly made":
      return byStatus("canceled", status, style);
    case "failed":
      return byStatus("failure", status, style);
    case "never made":
      return style.dim(status);
    default:
      return status satisfies never;
  }
}
