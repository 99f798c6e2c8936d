import { Guardian, type GuardianCommand, guardianCommand } from "../infra/processes/mod.ts";
import type { Logger } from "../infra/log.ts";
import type { Ledger, Project, Service } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { interrupted } from "./interrupted.ts";
import { loadEngine } from "./later.ts";
import { runLauncher } from "./launch_run.ts";
import { openLog } from "./open_log.ts";
import { jsonLine } from "./output/mod.ts";
import { requireWritable } from "./permissions.ts";
import { printLines } from "./print.ts";
import { openWorkspace, openWorkspaceLedger, openWorkspaceProject, queueLimits, type Workspace } from "./wire.ts";
import { workerName } from "./worker_name.ts";

/** What services are made from. */
export interface ServiceParts {
  readonly workspace: Workspace;
  readonly project: Project;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/** How a worker or daemon is started. */
export interface WorkOptions {
  /** Name of the command, for messages. */
  readonly command: "worker" | "daemon";
  readonly env: string;
  readonly set: readonly string[];
  /** Runs of this process at once. @default as many as the limits allow */
  readonly slots: number | undefined;
  readonly json: boolean;
  /** What goes on beside the execution of runs. */
  readonly services: (parts: ServiceParts, context: CommandContext) => Promise<readonly Service[]>;
}

/** Executes queued runs and keeps services going until Ctrl-C or TERM; a second signal ends everything at once. */
export async function work(context: CommandContext, options: WorkOptions): Promise<number> {
  const { effects } = context;
  const { command, env, set, json } = options;
  const workspace = await openWorkspace(context, { environment: env, set });
  requireWritable(workspace.settings, { program: effects.program, words: [command, "--env", env] });
  const project = await openWorkspaceProject(workspace);
  const ledger = await openWorkspaceLedger(workspace);
  await using _history = ledger.history;
  await using logging = await openLog(workspace, context, { onLine: (text) => effects.stderr.write(`${text}\n`) });
  await using guardian = new Guardian(ownGuardian());
  using interrupt = interrupted(effects);
  const name = workerName(effects);
  const parts = { workspace, project, ledger, log: logging.logger };
  const services = [workerService(parts, context, { guardian, name, set, slots: options.slots })];
  services.push(...await options.services(parts, context));
  say(context, json, { kind: "started", worker: name, environment: env, services: services.map((one) => one.name) });
  interrupt.signal.addEventListener("abort", () => say(context, json, { kind: "stopping", worker: name }));
  await Promise.all(services.map((service) => service.run(interrupt.signal)));
  say(context, json, { kind: "stopped", worker: name });
  return 0;
}

interface WorkerParts {
  readonly guardian: Guardian;
  readonly name: string;
  readonly set: readonly string[];
  readonly slots: number | undefined;
}

function workerService(parts: ServiceParts, context: CommandContext, worker: WorkerParts): Service {
  const { workspace, ledger, log } = parts;
  const { guardian, name, set, slots } = worker;
  const { lease_seconds: lease, grace_seconds: grace } = workspace.settings.queue;
  return {
    name: "runs",
    async run(signal) {
      const { runWorker } = await loadEngine();
      await runWorker(ledger, {
        launch: runLauncher({ workspace, set, guardian }),
        limits: queueLimits(workspace),
        name,
        signal,
        ...(slots === undefined ? {} : { slots }),
        lease: lease * 1000,
        grace: grace * 1000,
        clock: context.effects.clock,
        log,
      });
    },
  };
}

/** A binary guards by itself; a script has Deno do it. */
function ownGuardian(): GuardianCommand {
  return Deno.build.standalone ? { command: Deno.execPath(), args: ["guard-processes"] } : guardianCommand();
}

type Said = { readonly kind: "started" | "stopping" | "stopped"; readonly worker: string } & Record<string, unknown>;

function say(context: CommandContext, json: boolean, said: Said): void {
  if (json) return context.effects.stdout.write(jsonLine(said));
  const { style } = context;
  const texts = {
    started: `${said["environment"]}: ${[said["services"]].flat().join(", ")} ${style.dim("Ctrl-C ends it")}`,
    stopping: "No further run is started; those under way get the grace time.",
    stopped: "Stopped.",
  };
  printLines(context, [texts[said.kind]]);
}
