import { toError } from "../../../infra/errors.ts";
import type { Asset } from "../asset.ts";
import type { DefinitionErrors } from "../definition_errors.ts";
import type { Graph } from "../graph.ts";
import { cronFault, zoneFault } from "../schedules/cron_text.ts";
import { resolveSelection } from "../selection.ts";
import type { FreshnessPolicy } from "./types.ts";

/** A policy for assets that a selection names; values that are not kept are left out. */
export interface FreshnessOverride {
  /** Such as the name of an asset, or `group:x`. */
  readonly selection: string;
  /** undefined takes the policy away. */
  readonly policy: FreshnessPolicy | undefined;
}

/** The policies that hold, each checked, by asset in the order of the graph. */
export function resolveFreshness(
  assets: ReadonlyMap<string, Asset>,
  graph: Graph | undefined,
  overrides: readonly FreshnessOverride[],
  errors: DefinitionErrors,
): ReadonlyMap<string, FreshnessPolicy> {
  const found = new Map<string, FreshnessPolicy | undefined>();
  for (const { name, freshness, kind, place } of assets.values()) {
    if (freshness === undefined) continue;
    found.set(name, freshness);
    for (const fault of policyFaults(freshness)) errors.add(`the freshness of asset "${name}": ${fault}`, place);
    if (kind.transient) errors.add(`asset "${name}" has a freshness, but its value is not kept`, place);
  }
  for (const { selection, policy } of graph === undefined ? [] : overrides) {
    const what = `the freshness of "${selection}"`;
    for (const fault of policy === undefined ? [] : policyFaults(policy)) errors.add(`${what}: ${fault}`);
    try {
      const kept = resolveSelection(selection, assets, graph!).filter((name) => !assets.get(name)!.kind.transient);
      if (kept.length === 0) errors.add(`${what}: no value that it selects is kept`);
      for (const name of kept) found.set(name, policy);
    } catch (error) {
      errors.add(`${what}: ${toError(error).message}`);
    }
  }
  const ordered = (graph?.order ?? []).map((name) => [name, found.get(name)] as const);
  return new Map(ordered.filter((entry): entry is [string, FreshnessPolicy] => entry[1] !== undefined));
}

function policyFaults({ within, cron, timeZone }: FreshnessPolicy): readonly string[] {
  const faults = [
    within > 0 ? undefined : `its limit of ${within} ms is not above 0`,
    cron === undefined ? undefined : cronFault(cron),
    timeZone === undefined ? undefined : zoneFault(timeZone),
  ];
  return faults.filter((fault) => fault !== undefined);
}
