import type { Backfill } from "../../pipeline/engine/mod.ts";
import type { CommandContext } from "../command.ts";
import { loadEngine } from "../later.ts";
import { countOf } from "../output/mod.ts";
import { printJson, printLines } from "../print.ts";
import { openWorkspaceLedger, type Workspace } from "../wire.ts";
import { actorName } from "../worker_name.ts";

/** What is done to a backfill. */
export interface ChangeValues {
  readonly action: "pause" | "resume" | "cancel" | "retry";
  readonly target: string | undefined;
  readonly reason: string | undefined;
  readonly json: boolean;
}

/** Pauses, resumes, cancels or retries a backfill and prints what it is now. */
export async function changeBackfill(
  workspace: Workspace,
  context: CommandContext,
  { action, target, reason, json }: ChangeValues,
): Promise<void> {
  const { cancelBackfill, findBackfill, pauseBackfill, resumeBackfill, retryBackfill } = await loadEngine();
  const changes = { pause: pauseBackfill, resume: resumeBackfill, cancel: cancelBackfill, retry: retryBackfill };
  const ledger = await openWorkspaceLedger(workspace);
  await using _open = ledger.history;
  const { id } = await findBackfill(ledger.coordination, target);
  const actor = { by: actorName(context.effects), clock: context.effects.clock, reason };
  const changed: Backfill & { readonly retried?: number } = await changes[action](ledger.coordination, id, actor);
  if (json) printJson(context, changed);
  else printLines(context, [`${id}  ${statusText(changed, workspace)}`]);
}

function statusText({ status, retried }: Backfill & { readonly retried?: number }, { settings }: Workspace): string {
  if (retried !== undefined) return `${status}: ${countOf(retried, "key")} again, from where each failed`;
  return status === "canceling" ? `being canceled, within ${settings.queue.grace_seconds} s` : status;
}
