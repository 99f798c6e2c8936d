import { defineCommand } from "../command.ts";
import { environmentOption, jsonOption, required, setOption, switchOption, valueOption, word } from "../grammar/mod.ts";
import { loadEngine } from "../later.ts";
import { formatTime } from "../output/mod.ts";
import { printJson, printLines } from "../print.ts";
import { repairCommand } from "../why/repair_command.ts";
import { wordLines } from "../why/word_lines.ts";
import { assetsFolder, openWorkspace, openWorkspaceProject, readHistory } from "../wire.ts";

const mostLines = 15;

/** `clustering why`. */
export const command = defineCommand({
  name: "why",
  description:
    "Tells why an asset is stale or fresh: code, inputs, settings, files, partitions, down to what changed first. It is the comparison by which --reuse decides; nothing is made or changed.",
  examples: [
    { line: "clustering why internal_sales_shares", does: "an asset, with every partition of it" },
    { line: "clustering why internal_sales_by_category --partition Beauty --env prod", does: "one partition" },
    { line: "clustering why upload_merged_cluster_assignments --json", does: "the reasons as a tree, for a script" },
  ],
  fields: (known) => ({
    asset: required(word("ASSET", known.assets), "An asset"),
    partition: valueOption(["-p", "--partition"], word("KEY", known.partitions), "Only this partition"),
    all: switchOption(["--all"], `The whole tree, also where it has more than ${mostLines} lines`),
    noFiles: switchOption(["--no-files"], "Do not look at source files: they are taken as unchanged"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ asset, partition, all, noFiles, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const project = await openWorkspaceProject(workspace);
    const { explainAsset, explanationWords, openObserver, repairOf } = await loadEngine();
    await using history = await readHistory(workspace);
    await using observer = openObserver(project, { clock: context.effects.clock });
    const explanation = await explainAsset(project, { history }, asset, {
      root: assetsFolder(workspace),
      redact: workspace.redact,
      ...(noFiles ? {} : { observe: observer.observe }),
      ...(partition === undefined ? {} : { partition }),
    });
    const repair = repairOf(explanation);
    const repairLine = repair === undefined ? undefined : repairCommand(repair, env, context);
    if (json) {
      printJson(context, { ...explanation, repair: repair === undefined ? null : { ...repair, command: repairLine } });
      return 0;
    }
    printLines(
      context,
      wordLines(explanationWords(explanation, { formatTime, mostLines: all ? Infinity : mostLines }), context),
    );
    if (repairLine !== undefined) printLines(context, ["", `${context.style.dim("next")}   ${repairLine}`]);
    return 0;
  },
});
