import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { latestChecks } from "../checks/latest_checks.ts";
import { printChecks, printSamples } from "../checks/view.ts";
import { defineCommand } from "../command.ts";
import {
  environmentOption,
  jsonOption,
  optionalArgument,
  setOption,
  switchOption,
  valueOption,
  word,
} from "../grammar/mod.ts";
import { printJson } from "../print.ts";
import { openWorkspace, openWorkspaceProject, readHistory } from "../wire.ts";

/** `clustering checks`. */
export const command = defineCommand({
  name: "checks",
  description:
    "Shows the newest result of every check, the ten before it, and for failed ones the message and a few offending rows.",
  examples: [
    { line: "clustering checks", does: "every check of the project" },
    { line: "clustering checks internal_sales_shares", does: "the checks of an asset" },
    { line: "clustering checks --failed --json", does: "what failed, with all samples, for a script" },
  ],
  fields: (known) => ({
    asset: optionalArgument(word("ASSET", known.assets), "Only the checks of this asset, each partition by itself"),
    partition: valueOption(["-p", "--partition"], word("KEY", known.partitions), "Only this partition"),
    failed: switchOption(["--failed"], "Only checks that did not pass when they ran last"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ asset, partition, failed, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const project = await openWorkspaceProject(workspace);
    if (asset !== undefined && !project.assets.has(asset)) {
      const hint = didYouMean(asset, project.assets.keys());
      throw new Problem("usage", `Cannot show the checks of "${asset}": there is no such asset${hint}`, {
        remedy: 'See "clustering list assets".',
      });
    }
    await using history = await readHistory(workspace);
    const all = await latestChecks(project, history, asset === undefined ? undefined : [asset]);
    const checks = all
      .filter((check) => partition === undefined || check.partition === partition)
      .filter(({ newest }) => !failed || newest?.passed === false);
    if (json) {
      printJson(context, checks);
      return 0;
    }
    const empty = failed && all.length > 0 ? `No check failed in ${env}.` : "No such checks.";
    printChecks(checks, context, asset !== undefined || partition !== undefined || failed, empty);
    printSamples(checks, context);
    return 0;
  },
});
