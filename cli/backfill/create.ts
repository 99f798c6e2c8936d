import { Problem } from "../../infra/errors.ts";
import type { Backfill, BackfillPlan, BackfillRequest, KeyOrder } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { loadEngine } from "../later.ts";
import { countOf, formatDuration, renderTable } from "../output/mod.ts";
import { lineWidth, printJson, printLines } from "../print.ts";
import { adHoc } from "../summary.ts";
import { openWorkspaceLedger, openWorkspaceProject, readHistory, type Workspace } from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** What `backfill create` is called with. */
export interface CreateValues {
  readonly job: string | undefined;
  readonly select: string | undefined;
  readonly partitions: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly order: KeyOrder;
  readonly seed: number;
  readonly concurrency: number;
  readonly group: number;
  readonly missing: boolean;
  readonly reuse: boolean;
  readonly priority: number;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
}

/** Plans a backfill, records it unless only the plan is wanted, and prints it. */
export async function create(values: CreateValues, workspace: Workspace, context: CommandContext): Promise<void> {
  const request = requestOf(values, workspace);
  const [project, { createBackfill, planBackfill }] = await Promise.all([
    openWorkspaceProject(workspace),
    loadEngine(),
  ]);
  if (values.dryRun) {
    await using history = await readHistory(workspace);
    return printPlan(await planBackfill(project, request, history), context, values.json);
  }
  refuseSecrets(values.set, workspace);
  const ledger = await openWorkspaceLedger(workspace);
  await using history = ledger.history;
  const plan = await planBackfill(project, request, history);
  const { clock, random } = context.effects;
  const backfill = await createBackfill(plan, ledger.coordination, { by: actorName(context.effects), clock, random });
  printCreated(backfill, plan, context, values.json);
}

function requestOf(values: CreateValues, workspace: Workspace): BackfillRequest {
  const { job, select, partitions, set, tags } = values;
  if (job === undefined && select === undefined) {
    throw new Problem("usage", "Cannot create a backfill: NAME is missing", {
      remedy: 'Name a job (see "clustering list jobs"), or assets with --select.',
    });
  }
  const { from, to, order, seed, concurrency, group, missing, priority } = values;
  return {
    job: job ?? adHoc,
    selection: select,
    keys: partitions,
    ...{ from, to, order, seed, concurrency, group, missing, priority },
    reuse: values.reuse || workspace.settings.engine.reuse,
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    environment: workspace.environment,
    details: {
      ...(select === undefined ? {} : { select }),
      ...(set.length === 0 ? {} : { overrides: set.map(workspace.redact) }),
    },
  };
}

/** The record of a backfill must not hold secrets, and the processes of its runs know no other overrides than those of it. */
function refuseSecrets(set: readonly string[], { redact }: Workspace): void {
  if (set.every((one) => redact(one) === one)) return;
  throw new Problem("usage", "Cannot create a backfill: --set holds a secret, which the record must not keep", {
    place: "--set",
    remedy: "Put the secret into an environment variable or a .env file that the worker reads.",
  });
}

function printPlan(plan: BackfillPlan, context: CommandContext, json: boolean): void {
  if (json) return printJson(context, plan);
  const { style } = context;
  const { runs, skipped, leftOut, job } = plan;
  const keys = renderTable(runs.map((run, index) => ({ ...run, position: index + 1 })), [
    { title: "#", cell: ({ position }) => String(position), align: "right" },
    { title: "keys", cell: ({ partitions }) => partitions.join(", "), flexible: true },
    { title: "steps", cell: ({ steps }) => String(steps), align: "right" },
    ...(plan.settings.reuse
      ? [{ title: "reused", cell: ({ reused }: typeof runs[number]) => String(reused), align: "right" as const }]
      : []),
    ...(plan.milliseconds === undefined ? [] : [{
      title: "about",
      cell: ({ milliseconds }: typeof runs[number]) => milliseconds === undefined ? "" : formatDuration(milliseconds),
      align: "right" as const,
    }]),
  ], { style, width: lineWidth(context) });
  const not = renderTable(skipped, [
    { title: "skipped", cell: ({ partition }) => partition },
    { title: "because", cell: ({ because }) => because, flexible: true },
  ], { style, width: lineWidth(context) });
  printLines(context, [
    `${style.bold(job)} would make ${extent(plan)}`,
    ...(keys.length === 0 ? [] : ["", ...keys]),
    ...(not.length === 0 ? [] : ["", ...not]),
    ...(leftOut.length === 0 ? [] : ["", `Without keys, and so not made: ${leftOut.join(", ")}`]),
  ]);
}

function printCreated(backfill: Backfill, plan: BackfillPlan, context: CommandContext, json: boolean): void {
  const { skipped, leftOut } = plan;
  if (json) return printJson(context, { ...backfill, runs: plan.runs, skipped, leftOut });
  printLines(context, [
    `${backfill.id}  ${plan.job}: ${extent(plan)}`,
    ...(leftOut.length === 0 ? [] : [`Without keys, and so not made: ${leftOut.join(", ")}`]),
    context.style.dim(`A daemon queues its runs; "clustering backfill show ${backfill.id}" tells how far it is`),
  ]);
}

function extent({ runs, skipped, concurrency, milliseconds, settings }: BackfillPlan): string {
  const keys = runs.reduce((sum, { partitions }) => sum + partitions.length, 0);
  const but = skipped.length === 0 ? "" : `, ${countOf(skipped.length, "key")} skipped`;
  const about = milliseconds === undefined ? "" : `, about ${formatDuration(milliseconds)}`;
  return `${countOf(keys, "key")} of ${settings.partitions} in ${countOf(runs.length, "run")}, ` +
    `${concurrency} at once, ${settings.order}${but}${about}`;
}
