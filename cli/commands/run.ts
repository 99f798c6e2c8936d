import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { History, Project, RunRequest, Tags } from "../../pipeline/engine/mod.ts";
import { defineCommand } from "../command.ts";
import { executeRequest } from "../execute.ts";
import { queueRun } from "../queue_run.ts";
import { findRun } from "../find_run.ts";
import {
  assignment,
  defaultOption,
  environmentOption,
  jsonOption,
  optionalArgument,
  repeatedOption,
  setOption,
  switchOption,
  valueOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { logFormatOption } from "../log_format_option.ts";
import { requireWritable } from "../permissions.ts";
import { printPlan } from "../plan_view.ts";
import { adHoc } from "../summary.ts";
import {
  openWorkspace,
  openWorkspaceLedger,
  openWorkspaceProject,
  planRequest,
  readHistory,
  warmSession,
} from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** `clustering run`. */
export const command = defineCommand({
  name: "run",
  description:
    "Runs a job, or the assets of a selection, and ends with a summary. Ctrl-C ends the run cleanly, a second one at once.",
  examples: [
    { line: "clustering run internal_preprocessing_job --env dev", does: "run a job on the sample data" },
    {
      line: "clustering run internal_preprocessing_job --set paths.raw=/srv/drop --tags week=14",
      does: "with other files",
    },
    {
      line: "clustering run --select internal_sales_shares+ --dry-run",
      does: "see what would be made from an asset on",
    },
    {
      line: "clustering run internal_preprocessing_job --queue --wait",
      does: "by a worker, as soon as the limits allow",
    },
    { line: "clustering run internal_preprocessing_job --from-failure last", does: "go on where the last run failed" },
  ],
  fields: (known) => ({
    job: optionalArgument(word("JOB", known.jobs), "Job to run; may be left out with --select"),
    env: environmentOption(known),
    set: setOption(),
    tags: repeatedOption(["--tags"], assignment("KEY=VALUE"), "Label of the run; repeatable"),
    partitions: repeatedOption(["-p", "--partition"], word("KEY", known.partitions), "Only this partition; repeatable"),
    select: valueOption(
      ["--select"],
      word("ASSETS", known.assets),
      "Assets to make, such as a+, +a, group:x, a,b or *",
    ),
    reuse: switchOption(["--reuse"], "Skip what is unchanged: code, inputs, settings"),
    fromFailure: valueOption(["--from-failure"], word("RUN", known.runs), "Take what this run finished, make the rest"),
    concurrency: valueOption(["--concurrency"], wholeNumber("N", 1, 256), "Steps at the same time"),
    dryRun: switchOption(["--dry-run"], "Show what would be done, and why"),
    queue: switchOption(["--queue"], "Leave it to a worker or daemon, and tell its name at once"),
    wait: switchOption(["--wait"], "With --queue: wait for the end of the run"),
    priority: defaultOption(["--priority"], wholeNumber("N", -1000, 1000), 0, "With --queue: higher ones go first"),
    json: jsonOption("Print events as JSON lines"),
    logFormat: logFormatOption(),
  }),
  async run(values, context) {
    const { job, env, set, tags, partitions, select, reuse, fromFailure, concurrency, dryRun, json } = values;
    const { queue, wait, priority, logFormat } = values;
    if (job === undefined && select === undefined) {
      throw new Problem("usage", 'Cannot run "run": JOB is missing', {
        remedy: 'Name a job (see "clustering list jobs"), or assets with --select.',
      });
    }
    const workspace = await openWorkspace(context, { environment: env, set });
    if (!dryRun && !queue) await warmSession(workspace);
    const project = await openWorkspaceProject(workspace);
    if (job !== undefined && select === undefined) checkJob(job, project);
    const request: RunRequest = {
      job: job ?? adHoc,
      environment: env,
      reuse: reuse || workspace.settings.engine.reuse,
      tags: tagsOf(tags),
      ...(select === undefined ? {} : { selection: select }),
      ...(partitions.length === 0 ? {} : { partitions }),
      details: {
        by: actorName(context.effects),
        ...(select === undefined ? {} : { select }),
        ...(set.length === 0 ? {} : { overrides: set.map(workspace.redact) }),
        ...(set.some((one) => workspace.redact(one) !== one) ? { secretOverrides: true } : {}),
      },
    };
    if (dryRun) {
      await using history = await readHistory(workspace);
      const plan = await planRequest(project, await withRun(request, fromFailure, history), history);
      printPlan(request.job, plan, context, json);
      return 0;
    }
    const words = ["run", ...(job === undefined ? ["--select", `'${select}'`] : [job]), "--env", env];
    requireWritable(workspace.settings, { program: context.effects.program, words });
    const ledger = await openWorkspaceLedger(workspace);
    await using history = ledger.history;
    const full = await withRun(request, fromFailure, history);
    const parts = { project, ledger, request: full, workspace };
    if (queue) return await queueRun(parts, context, { json, wait, priority, origin: { kind: "manual" } });
    return await executeRequest(parts, context, { json, concurrency, logFormat });
  },
});

function checkJob(job: string, project: Project): void {
  if (project.jobs.has(job)) return;
  const names = [...project.jobs.keys()];
  throw new Problem("usage", `Cannot run "${job}": there is no such job${didYouMean(job, names)}`, {
    remedy: `Jobs are ${names.join(", ")}.`,
  });
}

function tagsOf(tags: readonly { readonly key: string; readonly value: string }[]): Tags {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

async function withRun(
  request: RunRequest,
  fromFailure: string | undefined,
  history: History,
): Promise<RunRequest> {
  if (fromFailure === undefined) return request;
  return { ...request, fromFailure: (await findRun(history, fromFailure)).id };
}
