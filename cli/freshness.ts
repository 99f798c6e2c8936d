import type { AssetFreshness, Ledger, Project, Service } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import { loadEngine, loadPipeline } from "./later.ts";
import { formatDuration, formatTime, safeText, type Style } from "./output/mod.ts";
import type { ServiceParts } from "./work.ts";
import { readWorkspaceLedger, type Workspace } from "./wire.ts";

/** Watches how new assets are, as long as the daemon runs and a policy asks for it. */
export async function freshnessServices(
  { workspace, project, ledger, log }: ServiceParts,
  { effects: { clock } }: CommandContext,
): Promise<readonly Service[]> {
  if (project.freshness.size === 0) {
    await forgetAll(ledger);
    return [];
  }
  const [{ freshnessService }, { judgeSettings }] = await Promise.all([loadEngine(), loadPipeline()]);
  const { settings, environment, redact } = workspace;
  return [freshnessService({ project, ledger, judge: judgeSettings(settings, { environment, redact }), clock, log })];
}

async function forgetAll({ freshness }: Ledger): Promise<void> {
  for (const { asset } of await freshness.states()) await freshness.remove(asset);
}

/** How new the assets with a policy are, by name; reads nothing where there is no policy. */
export async function readFreshness(
  project: Project,
  workspace: Workspace,
  { effects }: CommandContext,
): Promise<ReadonlyMap<string, AssetFreshness>> {
  if (project.freshness.size === 0) return new Map();
  const { assetFreshness } = await loadEngine();
  const { history, coordination } = await readWorkspaceLedger(workspace);
  await using _open = history;
  const found = await assetFreshness(project, { history, coordination }, effects.clock.now());
  return new Map(found.map((one) => [one.asset, one]));
}

/** Why assets are not fresh, under the name of each. */
export async function causeLines(
  freshness: ReadonlyMap<string, AssetFreshness>,
  style: Style,
): Promise<readonly string[]> {
  const { causeText } = await loadEngine();
  return [...freshness.values()].flatMap(({ asset, status, causes }) =>
    status === "fresh" || causes.length === 0
      ? []
      : ["", style.bold(asset), ...causes.map((cause) => `  ${safeText(causeText(cause, formatTime))}`)]
  );
}

/** How an asset stands in a word or two, in colour. */
export function freshnessText({ status, deadline }: AssetFreshness, now: number, style: Style): string {
  const time = deadline === undefined ? "" : formatDuration(Math.abs(deadline - now));
  switch (status) {
    case "fresh":
      return style.green("fresh");
    case "at_risk":
      return style.yellow(time === "" ? "at risk" : `at risk, late in ${time}`);
    case "late":
      return style.red(`late for ${time}`);
    case "unknown":
      return style.dim("unknown");
    default:
      return status satisfies never;
  }
}
