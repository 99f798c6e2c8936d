import type { StepRecord } from "../../pipeline/engine/mod.ts";
import { defineCommand } from "../command.ts";
import { findRun } from "../find_run.ts";
import { environmentOption, jsonOption, optionalArgument, setOption, switchOption, word } from "../grammar/mod.ts";
import { byStatus, formatCount, formatDuration, type Style, summaryLines, type TableColumn } from "../output/mod.ts";
import { lineWidth, printJson, printLines, printTable } from "../print.ts";
import { summarizeRun } from "../summary.ts";
import { silentSince } from "../silence.ts";
import { openWorkspace, readHistory } from "../wire.ts";

const mostSteps = 40;

/** `clustering status`. */
export const command = defineCommand({
  name: "status",
  description: "Shows how a run went or goes: steps, rows, checks, files, errors.",
  examples: [
    { line: "clustering status", does: "the last run" },
    { line: "clustering status 01jd3x0k6q8m2v7t --json", does: "a certain run, for a script" },
    { line: "clustering status 8m2v7t --all", does: "the last letters of its name are enough; every step" },
  ],
  fields: (known) => ({
    run: optionalArgument(word("RUN", known.runs), "Name of a run, its beginning or end, or last (default last)"),
    env: environmentOption(known),
    all: switchOption(["--all"], `Every step, not only the first ${mostSteps}`),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ run: wanted, env, all, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    await using history = await readHistory(workspace);
    const run = await findRun(history, wanted);
    const [steps, checks] = await Promise.all([history.steps(run.id), history.checks(run.id)]);
    const { style, effects } = context;
    const since = await silentSince(run, effects.clock);
    const summary = summarizeRun(run, steps, checks, { silentSince: since });
    if (json) {
      printJson(context, { ...run, summary: { ...summary, facts: Object.fromEntries(summary.facts) }, steps, checks });
      return 0;
    }
    const shown = all ? steps : steps.slice(0, mostSteps);
    const rows = new Map<string, number | undefined>();
    for (const { step, version } of shown) {
      if (version !== undefined) rows.set(step, (await history.materialization(version))?.rows);
    }
    printTable(context, shown, stepColumns(rows, style, since ?? effects.clock.now()), "No steps yet.");
    if (steps.length > shown.length) printLines(context, [style.dim(`and ${steps.length - shown.length} more: --all`)]);
    const { root } = workspace;
    const width = lineWidth(context);
    printLines(context, ["", ...summaryLines(summary, { style, width, root, program: effects.program })]);
    return 0;
  },
});

function stepColumns(
  rows: ReadonlyMap<string, number | undefined>,
  style: Style,
  now: number,
): readonly TableColumn<StepRecord>[] {
  const took = ({ startedAt, endedAt, status }: StepRecord) =>
    startedAt === undefined || status === "reused" ? "" : formatDuration((endedAt ?? now) - startedAt);
  const stored = ({ step }: StepRecord) => {
    const count = rows.get(step);
    return count === undefined ? "" : formatCount(count);
  };
  return [
    { title: "step", cell: ({ step }) => step, flexible: true },
    { title: "status", cell: ({ status }) => byStatus(status, status, style) },
    { title: "took", cell: took, align: "right" },
    { title: "rows", cell: stored, align: "right" },
    { title: "tries", cell: ({ attempt }) => (attempt > 1 ? String(attempt) : ""), align: "right" },
  ];
}
