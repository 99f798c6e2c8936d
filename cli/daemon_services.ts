import { alertServices } from "./alerting.ts";
import type { Service } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { freshnessServices } from "./freshness.ts";
import { loadEngine } from "./later.ts";
import { retentionServices } from "./retention.ts";
import type { ServiceParts } from "./work.ts";

/** What a daemon keeps going beside the execution of runs. */
export async function daemonServices(parts: ServiceParts, context: CommandContext): Promise<readonly Service[]> {
  const { workspace: { environment, redact, settings }, project, ledger, log } = parts;
  const { clock, random } = context.effects;
  const { automationService, backfillService } = await loadEngine();
  const reuse = settings.engine.reuse;
  const automation = automationService({ project, ledger, environment, reuse, clock, random, log, redact });
  const backfills = backfillService({ project, ledger, environment, clock, random, log });
  return [
    ...[automation, backfills],
    ...await freshnessServices(parts, context),
    ...await alertServices(parts, context),
    ...await retentionServices(parts, context),
  ];
}
