import { Problem } from "../../infra/errors.ts";
import type { Delivery, DeliveryState } from "../../pipeline/engine/mod.ts";
import { deliveryOptions } from "../alerting.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import {
  environmentOption,
  jsonOption,
  oneOf,
  optionalArgument,
  required,
  setOption,
  valueOption,
  word,
} from "../grammar/mod.ts";
import { loadEngine, loadPipeline } from "../later.ts";
import { countOf, formatTime } from "../output/mod.ts";
import { printJson, printLines, printTable } from "../print.ts";
import { openWorkspace, openWorkspaceLedger, type Workspace } from "../wire.ts";
import { actorName } from "../worker_name.ts";

const actions = ["list", "test", "retry", "drop"] as const;
// A copy, so that help does not load the engine.
const states = ["waiting", "sent", "dead"] as const satisfies DeliveryState[];

/** `clustering alert`. */
export const command = defineCommand({
  name: "alert",
  description:
    "Lists messages that wait, were sent or could not be delivered; sends a test message; tries dead ones again or drops them.",
  examples: [
    { line: "clustering alert list --state dead --env prod", does: "what nobody got, and why" },
    { line: "clustering alert test ops --env prod", does: "a message to the channel ops; to all without a name" },
    { line: "clustering alert retry", does: "try all dead messages again; one with its number" },
  ],
  fields: (known) => ({
    action: required(oneOf("ACTION", actions), "list, test, retry or drop"),
    target: optionalArgument(word("TARGET"), "test: a channel; retry and drop: the number of a message"),
    state: valueOption(["--state"], oneOf("STATE", states), "list: only messages in this state"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ action, target, state, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    switch (action) {
      case "list":
        return await list(workspace, context, { state, json });
      case "test":
        return await test(workspace, context, { channel: target, json });
      case "retry":
      case "drop":
        return await change(workspace, context, { action, id: idOf(action, target), json });
      default:
        return action satisfies never;
    }
  },
});

function idOf(action: string, target: string | undefined): number | undefined {
  if (target === undefined) return undefined;
  if (/^\d{1,15}$/.test(target)) return Number(target);
  throw new Problem("usage", `Cannot ${action} "${target}": it is not the number of a message`, {
    remedy: '"clustering alert list --state dead" shows the numbers.',
  });
}

async function list(
  workspace: Workspace,
  context: CommandContext,
  { state, json }: { readonly state: DeliveryState | undefined; readonly json: boolean },
): Promise<number> {
  const ledger = await openWorkspaceLedger(workspace);
  await using _history = ledger.history;
  const deliveries = await ledger.outbox.list(state === undefined ? {} : { state });
  if (json) {
    printJson(context, deliveries.map(({ body, ...rest }) => ({ ...rest, message: JSON.parse(body) })));
    return 0;
  }
  printTable(context, deliveries, [
    { title: "number", cell: ({ id }) => String(id), align: "right" },
    { title: "channel", cell: ({ channel }) => channel },
    { title: "state", cell: ({ state }) => state },
    { title: "recorded", cell: ({ createdAt }) => formatTime(createdAt) },
    { title: "tries", cell: ({ attempts }) => String(attempts), align: "right" },
    { title: "message", cell: titleOf, flexible: true },
    { title: "last fault", cell: ({ error = "" }) => error },
  ], "No messages.");
  return 0;
}

function titleOf({ body, key }: Delivery): string {
  const { title = key }: { readonly title?: string } = JSON.parse(body);
  return title;
}

async function change(
  workspace: Workspace,
  context: CommandContext,
  { action, id, json }: { readonly action: "retry" | "drop"; readonly id: number | undefined; readonly json: boolean },
): Promise<number> {
  const ledger = await openWorkspaceLedger(workspace);
  await using _history = ledger.history;
  const { outbox, coordination } = ledger;
  const now = context.effects.clock.now();
  const count = action === "drop" ? await outbox.drop(id) : await outbox.retry(now, id);
  if (id !== undefined && count === 0) {
    throw new Problem("usage", `Cannot ${action} message ${id}: it is not among the dead`, {
      remedy: '"clustering alert list --state dead" shows those.',
    });
  }
  const details = { messages: count };
  const target = id === undefined ? "all" : String(id);
  await coordination.audit({
    time: now,
    actor: actorName(context.effects),
    action: `alert.${action}`,
    target,
    details,
  });
  if (action === "drop") {
    if (json) printJson(context, { dropped: count });
    else printLines(context, [`${countOf(count, "message")} dropped`]);
    return 0;
  }
  const { deliverWithin } = await loadEngine();
  const within = workspace.settings.alerts.wait_seconds * 1_000;
  await deliverWithin(within, await deliveryOptions(workspace, ledger, context));
  const dead = await outbox.list({ state: "dead", limit: 10_000 });
  if (json) printJson(context, { retried: count, dead: dead.length });
  else printLines(context, [`${countOf(count, "message")} tried again; ${dead.length} dead`]);
  return 0;
}

async function test(
  { settings, environment }: Workspace,
  context: CommandContext,
  { channel, json }: { readonly channel: string | undefined; readonly json: boolean },
): Promise<number> {
  const { tryChannels } = await loadPipeline();
  const { clock, random } = context.effects;
  const results = await tryChannels(settings, { channel, environment, clock, random });
  if (json) printJson(context, results);
  else {
    printLines(
      context,
      results.map(({ channel, milliseconds, error }) =>
        `${channel}: ${error === undefined ? `taken after ${milliseconds} ms` : error}`
      ),
    );
  }
  return results.some(({ error }) => error !== undefined) ? 1 : 0;
}
