import { type Guardian, type GuardianCommand, guardianCommand } from "../infra/processes/mod.ts";
import type { Service } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadEngine } from "./later.ts";
import { runLauncher } from "./launch_run.ts";
import type { Live } from "./live_services.ts";
import { queueLimits } from "./wire.ts";

/** What a worker is beside its configuration. */
export interface WorkerParts {
  readonly guardian: Guardian;
  /** Unlike that of any other worker. */
  readonly name: string;
  /** The command that it was started with. */
  readonly role: string;
  /** `--set` of the command line. */
  readonly set: readonly string[];
  /** Runs at once; undefined for as many as the limits allow. */
  readonly slots: number | undefined;
}

/** Executes queued runs, each as the configuration is when it starts. */
export function workerService(live: Live, context: CommandContext, worker: WorkerParts): Service {
  const { guardian, name, role, set, slots } = worker;
  const { ledger, workspace } = live.current;
  const { clock } = context.effects;
  return {
    name: "runs",
    async run(signal) {
      const { runWorker } = await loadEngine();
      await runWorker(ledger, {
        launch: (claim, run) => runLauncher({ workspace: live.current.workspace, set, guardian })(claim, run),
        limits: () => queueLimits(live.current.workspace),
        name,
        role,
        signal,
        ...(slots === undefined ? {} : { slots }),
        lease: workspace.settings.queue.lease_seconds * 1000,
        grace: () => live.current.workspace.settings.queue.grace_seconds * 1000,
        clock,
        log: live.current.log,
      });
    },
  };
}

/** A binary guards by itself; a script has Deno do it. */
export function ownGuardian(): GuardianCommand {
  return Deno.build.standalone ? { command: Deno.execPath(), args: ["guard-processes"] } : guardianCommand();
}
