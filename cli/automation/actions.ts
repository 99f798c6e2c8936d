import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { AutomationKind, AutomationSwitch, Tick } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { loadEngine } from "../later.ts";
import { printJson, printLines } from "../print.ts";
import { openWorkspaceLedger, readWorkspaceLedger, type Workspace } from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** The schedules or sensors that a command is about: the named one, or all. @throws Problem for an unknown name */
export function chosen<One>(
  kind: AutomationKind,
  all: ReadonlyMap<string, One>,
  name: string | undefined,
  action: string,
): readonly One[] {
  if (name === undefined) return [...all.values()];
  return [named(kind, all, name, action)];
}

/** The schedule or sensor of a name. @throws Problem of kind usage without a name and for an unknown one */
export function named<One>(
  kind: AutomationKind,
  all: ReadonlyMap<string, One>,
  name: string | undefined,
  action: string,
): One {
  const names = [...all.keys()];
  const remedy = names.length === 0 ? `This project defines no ${kind}s.` : `There are ${names.join(", ")}.`;
  if (name === undefined) throw new Problem("usage", `Cannot ${action} a ${kind}: NAME is missing`, { remedy });
  const found = all.get(name);
  if (found !== undefined) return found;
  const message = `Cannot ${action} the ${kind} "${name}": there is no such ${kind}${didYouMean(name, names)}`;
  throw new Problem("usage", message, { remedy });
}

/** Starts or stops schedules or sensors for good, and prints which. */
export async function setRunning(
  workspace: Workspace,
  context: CommandContext,
  request: { readonly all: readonly AutomationSwitch[]; readonly json: boolean },
): Promise<void> {
  const { all, json } = request;
  const ledger = await openWorkspaceLedger(workspace);
  await using _open = ledger.history;
  const { switchAutomation } = await loadEngine();
  const actor = { by: actorName(context.effects), clock: context.effects.clock };
  const results: { readonly name: string; readonly running: boolean; readonly changed: boolean }[] = [];
  for (const one of all) {
    const changed = await switchAutomation(ledger.coordination, one, actor);
    results.push({ name: one.what.name, running: one.running, changed });
  }
  if (json) return printJson(context, results);
  const width = Math.max(...results.map(({ name }) => name.length));
  printLines(
    context,
    results.map(({ name, running, changed }) => {
      const state = running ? "running" : "stopped";
      return `${name.padEnd(width)}  ${changed ? state : `${state} already`}`;
    }),
  );
}

/** The newest ticks of a schedule or sensor. */
export async function readTicks(
  workspace: Workspace,
  kind: AutomationKind,
  name: string,
  limit: number,
): Promise<readonly Tick[]> {
  const { history, coordination } = await readWorkspaceLedger(workspace);
  await using _open = history;
  return await coordination?.automation.ticks(kind, name, { limit }) ?? [];
}
