import type { RunRequest } from "../../pipeline/engine/mod.ts";
import { defineCommand } from "../command.ts";
import { executeRequest } from "../execute.ts";
import { findRun } from "../find_run.ts";
import {
  defaultOption,
  environmentOption,
  jsonOption,
  repeatedOption,
  required,
  setOption,
  switchOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { overridesOf } from "../launch_run.ts";
import { loadEngine } from "../later.ts";
import { requireWritable } from "../permissions.ts";
import { queueRun } from "../queue_run.ts";
import { openWorkspace, openWorkspaceLedger, openWorkspaceProject } from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** `clustering retry`. */
export const command = defineCommand({
  name: "retry",
  description: "Starts a new run with the request, tags and settings of an earlier one.",
  examples: [
    { line: "clustering retry last --from-failure", does: "go on with what the last run had finished" },
    { line: "clustering retry 8m2v7t --env prod --queue", does: "all of it, by a worker" },
    { line: "clustering retry last --from-failure --partition Beauty", does: "only what is missing of one category" },
  ],
  fields: (known) => ({
    run: required(word("RUN", known.runs), "Name of a run, its beginning or end, or last"),
    fromFailure: switchOption(["--from-failure"], "Take what the run finished, make the rest"),
    partitions: repeatedOption(["-p", "--partition"], word("KEY", known.partitions), "Only this partition; repeatable"),
    queue: switchOption(["--queue"], "Leave it to a worker or daemon"),
    wait: switchOption(["--wait"], "With --queue: wait for the end of the run"),
    priority: defaultOption(["--priority"], wholeNumber("N", -1000, 1000), 0, "With --queue: higher ones go first"),
    env: environmentOption(known),
    json: jsonOption("Print events as JSON lines"),
    set: setOption(),
  }),
  async run({ run: wanted, fromFailure, partitions, queue, wait, priority, env, json, set }, context) {
    const first = await openWorkspace(context, { environment: env, set });
    const ledger = await openWorkspaceLedger(first);
    await using history = ledger.history;
    const run = await findRun(history, wanted);
    const { retryRequest } = await loadEngine();
    const asked = retryRequest(run, { fromFailure });
    const overrides = [...overridesOf(run), ...set];
    const workspace = await openWorkspace(context, { environment: env, set: overrides });
    const project = await openWorkspaceProject(workspace);
    const request: RunRequest = {
      ...asked,
      ...(partitions.length === 0 ? {} : { partitions }),
      details: {
        ...asked.details,
        by: actorName(context.effects),
        ...(overrides.length === 0 ? {} : { overrides: overrides.map(workspace.redact) }),
      },
    };
    const parts = { project, ledger, request, workspace };
    if (queue) return await queueRun(parts, context, { json, wait, priority, origin: { kind: "retry", of: run.id } });
    requireWritable(workspace.settings, { program: context.effects.program, words: ["retry", run.id, "--env", env] });
    return await executeRequest(parts, context, { json, concurrency: undefined });
  },
});
