import { Problem } from "../../infra/errors.ts";
import type { RunEvent, RunRecord, RunStatus } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { defineCommand } from "../command.ts";
import { findRun } from "../find_run.ts";
import {
  defaultOption,
  environmentOption,
  jsonOption,
  optionalArgument,
  setOption,
  switchOption,
  valueOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { eventLines, jsonLine } from "../output/mod.ts";
import { interrupted } from "../interrupted.ts";
import { silenceText, silentSince } from "../silence.ts";
import { openWorkspace, readHistory } from "../wire.ts";

const page = 500;
const pollMilliseconds = 250;
const ended: ReadonlySet<RunStatus> = new Set(["success", "failure", "canceled"]);

/** `clustering logs`. */
export const command = defineCommand({
  name: "logs",
  description: "Shows what happened in a run, event by event.",
  examples: [
    { line: "clustering logs last -f", does: "the newest run, until it ends" },
    { line: "clustering logs 8m2v7t --step internal_raw_sales_data --verbose", does: "one step, every detail" },
    { line: "clustering logs last --json", does: "for a script, one JSON value per line" },
  ],
  fields: (known) => ({
    run: optionalArgument(word("RUN", known.runs), "Name of a run, its beginning or end, or last (default last)"),
    env: environmentOption(known),
    follow: switchOption(["-f", "--follow"], "Wait for more until the run ends"),
    step: valueOption(["--step"], word("STEP", known.assets), "Only this step, or all steps of this asset"),
    after: defaultOption(["--after"], wholeNumber("N", 0), 0, "Only events with a greater number"),
    json: jsonOption("Print events as JSON lines, every detail"),
    set: setOption(),
  }),
  async run({ run: wanted, env, follow, step, after, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    await using history = await readHistory(workspace);
    const run = await findRun(history, wanted);
    const { effects } = context;
    using interrupt = interrupted(effects);
    let last = after;
    for (;;) {
      // The run is read before its events, so that none can come after the last look.
      const now = await history.run(run.id) ?? run;
      const events = await history.events(run.id, { after: last, limit: page });
      for (const event of events) if (concerns(event, step)) show(event, context, json);
      last = events.at(-1)?.sequence ?? last;
      if (effects.stdout.closed) return 0;
      if (events.length === page) continue;
      if (!follow || ended.has(now.status)) return 0;
      const since = await silentSince(now, effects.clock);
      if (since !== undefined) throw silentRun(now, since);
      await effects.clock.sleep(pollMilliseconds, interrupt.signal);
    }
  },
});

function silentRun({ id, environment }: RunRecord, since: number): Problem {
  return new Problem("pipeline", `Cannot follow run "${id}" any further: ${silenceText(since)}`, {
    remedy: `"clustering status ${id} --env ${environment}" says how far it came and how to go on.`,
  });
}

function show(event: RunEvent, { effects, style, verbose }: CommandContext, json: boolean): void {
  if (json) return effects.stdout.write(jsonLine(event));
  for (const line of eventLines(event, { style, verbose })) effects.stdout.write(`${line}\n`);
}

function concerns(event: RunEvent, step: string | undefined): boolean {
  if (step === undefined) return true;
  if (!("step" in event) || event.step === undefined) return false;
  return event.step === step || event.step.startsWith(`${step}[`);
}
