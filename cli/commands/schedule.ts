import type { PreviewedTick, Schedule } from "../../pipeline/engine/mod.ts";
import { chosen, named, readTicks, setRunning } from "../automation/actions.ts";
import { listSchedules, printTicks, readStates, runningText, scheduleFacts, timeText } from "../automation/view.ts";
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
import { loadEngine } from "../later.ts";
import { renderPairs } from "../output/mod.ts";
import { lineWidth, printJson, printLines, printTable } from "../print.ts";
import { openWorkspace, openWorkspaceProject, type Workspace } from "../wire.ts";

const actions = ["list", "show", "start", "stop", "preview", "ticks"] as const;

/** `clustering schedule`. */
export const command = defineCommand({
  name: "schedule",
  description:
    "Lists schedules, shows one, starts and stops them (which lasts), previews the next ticks with the changes of the " +
    "clocks, and tells what became of past ticks. A daemon has to run for ticks to come.",
  examples: [
    { line: "clustering schedule list --env prod", does: "which run, and when next" },
    { line: "clustering schedule preview daily_internal_clustering_schedule", does: "the next 20 ticks" },
    { line: "clustering schedule stop", does: "all of them, until they are started" },
    { line: "clustering schedule ticks weekly_external_clustering_schedule --json", does: "what became of its ticks" },
  ],
  fields: (known) => ({
    action: optionalArgument(oneOf("ACTION", actions), `${actions.join(", ")} (default list)`),
    name: optionalArgument(word("NAME", known.schedules), "A schedule; all when start or stop names none"),
    limit: defaultOption(["-n", "--limit"], wholeNumber("N", 1, 10_000), 20, "Ticks to show"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ action = "list", name, limit, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const project = await openWorkspaceProject(workspace);
    const { schedules } = project;
    switch (action) {
      case "list":
        await listSchedules(project, workspace, context, json);
        break;
      case "show":
        await show(named("schedule", schedules, name, action), workspace, context, json);
        break;
      case "start":
      case "stop": {
        const running = action === "start";
        const all = chosen("schedule", schedules, name, action);
        await setRunning(workspace, context, { all: all.map((what) => ({ kind: "schedule", what, running })), json });
        break;
      }
      case "preview":
        await preview(named("schedule", schedules, name, action), context, limit, json);
        break;
      case "ticks": {
        const one = named("schedule", schedules, name, "show the ticks of");
        const ticks = await readTicks(workspace, "schedule", one.name, limit);
        printTicks(ticks, context, json, `No ticks of ${one.name} in ${env} yet.`);
        break;
      }
      default:
        return action satisfies never;
    }
    return 0;
  },
});

async function show(schedule: Schedule, workspace: Workspace, context: CommandContext, json: boolean): Promise<void> {
  const states = await readStates(workspace, "schedule");
  const facts = await scheduleFacts(schedule, states.get(schedule.name), context.effects.clock.now());
  if (json) return printJson(context, facts);
  const { style } = context;
  const { catchUp, tags } = facts;
  printLines(context, [
    style.bold(facts.name),
    facts.description,
    "",
    ...renderPairs([
      ["state", runningText(facts.running, context)],
      ["job", facts.job],
      ["cron", `${facts.cron} ${facts.timezone}`],
      ["missed ticks", catchUp.kind === "all" ? `all, at most ${catchUp.cap}` : catchUp.kind],
      ["overlap", facts.overlap],
      ["tags", Object.entries(tags).map(([key, value]) => `${key}=${value}`).join(", ") || "none"],
      ["next", timeText(facts.nextTick) || "none"],
      ["last", timeText(facts.lastTick) || "none"],
      ["defined in", facts.place],
    ], { style, width: lineWidth(context) }),
  ]);
}

async function preview(schedule: Schedule, context: CommandContext, count: number, json: boolean): Promise<void> {
  const { openCron, previewTicks } = await loadEngine();
  const cron = await openCron(schedule.cron, schedule.timezone);
  const ticks = previewTicks(schedule, cron, context.effects.clock.now(), count);
  if (json) return printJson(context, ticks.map((tick) => ({ ...tick, utc: new Date(tick.time).toISOString() })));
  printTable(context, ticks, [
    { title: schedule.timezone, cell: ({ local }) => local },
    { title: "offset", cell: ({ offset }) => offset },
    ...(schedule.timezone === "UTC" ? [] : [{ title: "UTC", cell: ({ time }: PreviewedTick) => utcText(time) }]),
    { title: "note", cell: ({ marks }) => marks.map((mark) => notes[mark]).join("; "), flexible: true },
  ], `No ticks: "${schedule.cron}" never comes again.`);
}

function utcText(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

const notes: Readonly<Record<PreviewedTick["marks"][number], string>> = {
  moved: "moved: its time is left out that day",
  first_of_two: "the first of two such times that day",
  second_of_two: "the second of two such times that day",
  offset_changed: "the clocks have changed since the tick before",
};
