import { defineCommand } from "../command.ts";
import { findRun } from "../find_run.ts";
import { defaultOption, environmentOption, jsonOption, required, setOption, word } from "../grammar/mod.ts";
import { loadEngine } from "../later.ts";
import { printJson, printLines } from "../print.ts";
import { openWorkspace, openWorkspaceLedger } from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** `clustering cancel`. */
export const command = defineCommand({
  name: "cancel",
  description: "Cancels a run: at once while it waits; once it is running, its processes end within the grace time.",
  examples: [
    { line: "clustering cancel last", does: "the newest run" },
    {
      line: 'clustering cancel 8m2v7t --env prod --reason "wrong file"',
      does: "with a reason that the event log keeps",
    },
  ],
  fields: (known) => ({
    run: required(word("RUN", known.runs), "Name of a run, its beginning or end, or last"),
    reason: defaultOption(["--reason"], word("TEXT"), "no reason given", "Why, for the event log"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ run: wanted, reason, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const ledger = await openWorkspaceLedger(workspace);
    await using history = ledger.history;
    const run = await findRun(history, wanted);
    const at = context.effects.clock.now();
    const by = actorName(context.effects);
    const { stopRun } = await loadEngine();
    const now = await stopRun(ledger, run.id, { at, by, reason });
    const canceled = now.status === "canceled";
    if (json) printJson(context, { run: run.id, canceled, status: now.status, reason });
    else {
      const seconds = workspace.settings.queue.grace_seconds;
      printLines(context, [`${run.id}  ${canceled ? "canceled" : `is being canceled, within ${seconds} s`}`]);
    }
    return 0;
  },
});
