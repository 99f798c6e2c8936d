import type { Ledger, QueueItem, RunRecord, RunStatus } from "../../pipeline/engine/mod.ts";
import { defineCommand } from "../command.ts";
import {
  defaultOption,
  environmentOption,
  jsonOption,
  oneOf,
  setOption,
  valueOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { byStatus, formatDuration, formatTime, type Style, type TableColumn } from "../output/mod.ts";
import { printJson, printTable } from "../print.ts";
import { silentSince } from "../silence.ts";
import { openWorkspace, queueLimits, readWorkspaceLedger, type Workspace } from "../wire.ts";

// A copy, so that help does not load the engine.
const statuses = ["queued", "starting", "running", "success", "failure", "canceled"] as const satisfies RunStatus[];

/** `clustering runs`. */
export const command = defineCommand({
  name: "runs",
  description: "Lists past runs, newest first.",
  examples: [
    { line: "clustering runs --status failure", does: "what went wrong" },
    { line: "clustering runs --job internal_preprocessing_job --limit 3", does: "the last runs of a job" },
    { line: "clustering runs --json", does: "for a script" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    status: valueOption(["--status"], oneOf("STATUS", statuses), "Only runs with this status"),
    job: valueOption(["--job"], word("JOB", known.jobs), "Only runs of this job"),
    asset: valueOption(["--asset"], word("ASSET", known.assets), "Only runs with a step of this asset"),
    partition: valueOption(["--partition"], word("KEY", known.partitions), "Only runs with a step of this key"),
    by: valueOption(["--by"], word("NAME"), "Only runs that this user or token asked for"),
    limit: defaultOption(["-n", "--limit"], wholeNumber("N", 1, 10_000), 20, "How many to list"),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ env, status, job, asset, partition, by, limit, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const ledger = await readWorkspaceLedger(workspace);
    await using history = ledger.history;
    const runs = await history.runs({
      limit,
      ...(status === undefined ? {} : { status }),
      ...(job === undefined ? {} : { job }),
      ...(asset === undefined ? {} : { asset }),
      ...(partition === undefined ? {} : { partition }),
      ...(by === undefined ? {} : { by }),
    });
    const silent = new Map<string, number | undefined>();
    for (const run of runs) silent.set(run.id, await silentSince(run, context.effects.clock));
    const waiting = await waitingRuns(ledger, workspace, runs, context.effects.clock.now());
    if (json) {
      printJson(context, runs.map((run) => ({ ...run, silentSince: silent.get(run.id), ...waiting.get(run.id) })));
    } else {
      const filtered = [status, job, asset, partition, by].some((one) => one !== undefined);
      const columns = runColumns(silent, waiting, context.style, context.effects.clock.now());
      printTable(context, runs, columns, filtered ? `No such runs in ${env}.` : `No runs in ${env} yet.`);
    }
    return 0;
  },
});

/** Place in the queue and reason to wait, by run. */
async function waitingRuns(
  { coordination }: { readonly coordination?: Ledger["coordination"] },
  workspace: Workspace,
  runs: readonly RunRecord[],
  now: number,
): Promise<ReadonlyMap<string, Wait>> {
  if (coordination === undefined || !runs.some(({ status }) => status === "queued")) return new Map();
  const items = await coordination.queue.items(queueLimits(workspace), now);
  return new Map(items.filter(({ claim }) => claim === undefined).map((item) => [item.entry.run, waitOf(item)]));
}

type Wait = Pick<QueueItem, "place" | "waiting" | "waitingBecause">;

function waitOf({ place, waiting, waitingBecause }: QueueItem): Wait {
  return {
    ...(place === undefined ? {} : { place }),
    ...(waiting === undefined ? {} : { waiting }),
    ...(waitingBecause === undefined ? {} : { waitingBecause }),
  };
}

function runColumns(
  silent: ReadonlyMap<string, number | undefined>,
  waiting: ReadonlyMap<string, Wait>,
  style: Style,
  now: number,
): readonly TableColumn<RunRecord>[] {
  const took = ({ id, startedAt, endedAt }: RunRecord) =>
    startedAt === undefined ? "" : formatDuration((endedAt ?? silent.get(id) ?? now) - startedAt);
  const stands = ({ id, status }: RunRecord) =>
    silent.get(id) === undefined ? byStatus(status, status, style) : style.yellow("no sign of life");
  return [
    { title: "run", cell: ({ id }) => id },
    { title: "job", cell: ({ job }) => job, flexible: true },
    { title: "status", cell: stands },
    { title: "started", cell: ({ startedAt, createdAt }) => formatTime(startedAt ?? createdAt) },
    { title: "took", cell: took, align: "right" },
    ...(waiting.size === 0 ? [] : [{
      title: "waiting because",
      cell: ({ id }: RunRecord) => waiting.get(id)?.waitingBecause ?? "",
    }]),
  ];
}
