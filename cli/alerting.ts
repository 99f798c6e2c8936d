import { toError } from "../infra/errors.ts";
import { type Logger, silentLogger } from "../infra/log.ts";
import type { DeliverOptions, Ledger, RunId, Service } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadEngine, loadPipeline } from "./later.ts";
import type { Workspace } from "./wire.ts";

/** What is told, and where it is kept until it was. */
export interface AlertParts {
  readonly workspace: Workspace;
  readonly ledger: Ledger;
}

/**
 * Tells of a run of this process after its end, for a few seconds at most; what was not taken by then is kept for the daemon.
 * Whatever goes wrong is said on standard error and changes nothing for the run.
 */
export async function tellRun(
  { workspace, ledger }: AlertParts,
  context: CommandContext,
  run: RunId,
  signal: AbortSignal,
): Promise<void> {
  const { settings, environment, redact } = workspace;
  try {
    const { isAnythingTold, judgeSettings } = await loadPipeline();
    if (!isAnythingTold(settings)) return;
    const { judgeRun, deliverWithin } = await loadEngine();
    const { clock } = context.effects;
    await judgeRun(ledger, run, { ...judgeSettings(settings, { environment, redact }), clock });
    const options = await deliveryOptions(workspace, ledger, context);
    await deliverWithin(settings.alerts.wait_seconds * 1_000, { ...options, signal });
  } catch (error) {
    context.effects.stderr.write(`Cannot tell of the run: ${redact(toError(error).message)}\n`);
  }
}

/** How what the outbox holds leaves this process. @param log @default standard error */
export async function deliveryOptions(
  { settings }: Workspace,
  { outbox }: Ledger,
  context: CommandContext,
  log: Logger = stderrLogger(context),
): Promise<DeliverOptions> {
  const { openChannels } = await loadPipeline();
  const { clock, random } = context.effects;
  return { outbox, channels: openChannels(settings, clock), clock, random, log, attempts: settings.alerts.attempts };
}

/** Tells what happens as long as the daemon runs; nothing where nobody is to be told. */
export async function alertServices(
  { workspace, ledger, log }: AlertParts & { readonly log: Logger },
  context: CommandContext,
): Promise<readonly Service[]> {
  const { settings, environment, redact } = workspace;
  const { isAnythingTold, judgeSettings } = await loadPipeline();
  if (!isAnythingTold(settings)) return [];
  const { alertService } = await loadEngine();
  const options = await deliveryOptions(workspace, ledger, context, log);
  return [alertService(ledger, { ...options, judge: judgeSettings(settings, { environment, redact }) })];
}

function stderrLogger({ effects }: CommandContext): Logger {
  const say = (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
    effects.stderr.write(`${message}: ${fields["channel"]}: ${fields["error"]}\n`);
  return { ...silentLogger, warning: say, error: say };
}
