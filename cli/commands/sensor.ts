import type { AutomationOptions, Project, Sensor, Tick } from "../../pipeline/engine/mod.ts";
import { chosen, named, readTicks, setRunning } from "../automation/actions.ts";
import { listSensors, printTicks } from "../automation/view.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import {
  defaultOption,
  environmentOption,
  jsonOption,
  oneOf,
  optionalArgument,
  setOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { interrupted } from "../interrupted.ts";
import { loadEngine } from "../later.ts";
import { printJson, printLines } from "../print.ts";
import {
  openWorkspace,
  openWorkspaceLedger,
  openWorkspaceProject,
  readWorkspaceLedger,
  type Workspace,
} from "../wire.ts";

const actions = ["list", "start", "stop", "preview", "ticks", "run"] as const;

/** `clustering sensor`. */
export const command = defineCommand({
  name: "sensor",
  description:
    "Lists sensors, starts and stops them (which lasts), previews what one would do now without doing it, evaluates one " +
    "now (run), and tells what became of past evaluations.",
  examples: [
    { line: "clustering sensor list", does: "which run" },
    { line: "clustering sensor preview new_internal_data_sensor", does: "the runs it would ask for, and why" },
    { line: "clustering sensor run external_data_sensor --env prod", does: "evaluate it now and queue its runs" },
    { line: "clustering sensor stop new_internal_data_sensor", does: "until it is started again" },
  ],
  fields: (known) => ({
    action: optionalArgument(oneOf("ACTION", actions), `${actions.join(", ")} (default list)`),
    name: optionalArgument(word("NAME", known.sensors), "A sensor; all when start or stop names none"),
    limit: defaultOption(["-n", "--limit"], wholeNumber("N", 1, 10_000), 20, "Ticks to show"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ action = "list", name, limit, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const project = await openWorkspaceProject(workspace);
    const { sensors } = project;
    switch (action) {
      case "list":
        await listSensors(project, workspace, context, json);
        return 0;
      case "start":
      case "stop": {
        const all = chosen("sensor", sensors, name, action);
        const running = action === "start";
        await setRunning(workspace, context, { all: all.map((what) => ({ kind: "sensor", what, running })), json });
        return 0;
      }
      case "preview":
        await preview(named("sensor", sensors, name, action), project, workspace, context, json);
        return 0;
      case "run":
        return await evaluate(named("sensor", sensors, name, action), project, workspace, context, json);
      case "ticks": {
        const one = named("sensor", sensors, name, "show the ticks of");
        const ticks = await readTicks(workspace, "sensor", one.name, limit);
        printTicks(ticks, context, json, `No ticks of ${one.name} in ${env} yet.`);
        return 0;
      }
      default:
        return action satisfies never;
    }
  },
});

type Parts = Omit<AutomationOptions, "ledger">;

function partsOf(project: Project, workspace: Workspace, { effects: { clock, random } }: CommandContext): Parts {
  const { environment, redact, settings } = workspace;
  return { project, environment, redact, clock, random, reuse: settings.engine.reuse };
}

async function preview(
  sensor: Sensor,
  project: Project,
  workspace: Workspace,
  context: CommandContext,
  json: boolean,
): Promise<void> {
  const { openSqliteLedger, SensorEvaluator } = await loadEngine();
  const { history, coordination } = await readWorkspaceLedger(workspace);
  // Where nothing was ever recorded, an empty ledger in memory stands for it.
  const ledger = coordination === undefined ? await openSqliteLedger(":memory:") : { history, coordination };
  await using _open = ledger.history;
  using interrupt = interrupted(context.effects);
  const evaluator = new SensorEvaluator({ ...partsOf(project, workspace, context), ledger });
  const { cursor, runRequests = [], skipReason } = await evaluator.preview(sensor, interrupt.signal);
  if (json) return printJson(context, { cursor: cursor ?? null, runRequests, skipReason: skipReason ?? null });
  if (runRequests.length === 0) {
    return printLines(context, [`${sensor.name} asks for no run${skipReason === undefined ? "" : `: ${skipReason}`}`]);
  }
  printLines(context, [
    `${sensor.name} would ask for:`,
    ...runRequests.map(({ runKey, selection, details }) =>
      `  ${sensor.job}${selection === undefined ? "" : ` --select '${selection}'`}  key ${runKey}${described(details)}`
    ),
  ]);
}

function described(details: unknown): string {
  return details === undefined ? "" : `  ${JSON.stringify(details)}`;
}

async function evaluate(
  sensor: Sensor,
  project: Project,
  workspace: Workspace,
  context: CommandContext,
  json: boolean,
): Promise<number> {
  const { SensorEvaluator } = await loadEngine();
  const ledger = await openWorkspaceLedger(workspace);
  await using _open = ledger.history;
  using interrupt = interrupted(context.effects);
  const evaluator = new SensorEvaluator({ ...partsOf(project, workspace, context), ledger });
  const tick = await evaluator.evaluateNow(sensor, interrupt.signal);
  const ticks: readonly Tick[] = tick === undefined ? [] : [tick];
  if (json) printJson(context, tick ?? null);
  else printTicks(ticks, context, false, `${sensor.name} is being evaluated by a daemon at this moment.`);
  return tick?.outcome === "failed" ? 4 : 0;
}
