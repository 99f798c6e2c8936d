import type { Logger } from "../infra/log.ts";
import type { Ledger, Service, Swept } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadEngine, loadPipeline } from "./later.ts";
import { assetsFolder, type Workspace } from "./wire.ts";

interface RetentionParts {
  readonly workspace: Workspace;
  readonly ledger: Ledger;
}

/** Keeps the history and its values as small as is configured, as long as the daemon runs. */
export async function retentionServices(
  { workspace, ledger, log }: RetentionParts & { readonly log: Logger },
  context: CommandContext,
): Promise<readonly Service[]> {
  const [{ retentionService }, { retentionPolicy }] = await Promise.all([loadEngine(), loadPipeline()]);
  const policy = retentionPolicy(workspace.settings.retention);
  const { clock } = context.effects;
  return [retentionService({ retention: ledger.retention, policy, root: assetsFolder(workspace), clock, log })];
}

/** Removes, or only counts, what the configuration keeps no longer. */
export async function sweepOnce(
  { workspace, ledger }: RetentionParts,
  context: CommandContext,
  dryRun: boolean,
): Promise<Swept> {
  const [{ sweep }, { retentionPolicy }] = await Promise.all([loadEngine(), loadPipeline()]);
  const { clock } = context.effects;
  const policy = retentionPolicy(workspace.settings.retention);
  return await sweep(ledger.retention, policy, { clock, root: assetsFolder(workspace), dryRun });
}
