import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import type { AutomationKind, Tick } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { printJson, printLines } from "../print.ts";
import { openWorkspaceLedger, readWorkspaceLedger, type Workspace } from "../wire.ts";
import { actorName } from "../worker_name.ts";

interface Startable {
  readonly name: string;
  readonly defaultRunning: boolean;
}

/** The schedules or sensors that a command is about: the named one, or all. @throws Problem for an unknown name */
export function chosen<One extends Startable>(
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

/** Starts or stops schedules or sensors for good, and prints which. `cursors` are kept with what is seen for the first time. */
export async function setRunning(
  workspace: Workspace,
  context: CommandContext,
  request: {
    readonly kind: AutomationKind;
    readonly all: readonly Startable[];
    readonly running: boolean;
    readonly json: boolean;
    readonly cursors?: ReadonlyMap<string, string>;
  },
): Promise<void> {
  const { kind, all, running, json, cursors } = request;
  const ledger = await openWorkspaceLedger(workspace);
  await using _open = ledger.history;
  const { automation } = ledger.coordination;
  const states = new Map(
    (await automation.states()).filter((one) => one.kind === kind).map((state) => [state.name, state]),
  );
  const results: { readonly name: string; readonly running: boolean; readonly changed: boolean }[] = [];
  for (const { name, defaultRunning } of all) {
    const at = context.effects.clock.now();
    const state = states.get(name);
    const changed = (state?.running ?? defaultRunning) !== running;
    await automation.introduce(kind, name, at, cursors?.get(name));
    // One that goes on keeps its start, so that ticks it has missed are caught up.
    if (changed || state === undefined || (!running && state.running === undefined)) {
      await automation.setRunning(kind, name, running, at);
    }
    if (changed) {
      const action = `${kind}.${running ? "start" : "stop"}`;
      await ledger.coordination.audit({
        time: at,
        actor: actorName(context.effects),
        action,
        target: name,
        details: {},
      });
    }
    results.push({ name, running, changed });
  }
  if (json) return printJson(context, results);
  const state = running ? "running" : "stopped";
  printLines(context, results.map(({ name, changed }) => `${name}  ${changed ? state : `${state} already`}`));
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
