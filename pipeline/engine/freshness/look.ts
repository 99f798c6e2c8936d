import type { Coordination } from "../coordination.ts";
import type { History } from "../history.ts";
import type { Project } from "../project.ts";
import { causesOf, type CauseSources } from "./causes.ts";
import { type AssetSteps, StepReader } from "./confirmed.ts";
import { openPolicy, type PolicyState } from "./status.ts";
import type { AssetFreshness, FreshnessPolicy, FreshnessStatus, LateCause } from "./types.ts";

/** Where it is looked up whether assets are fresh. */
export interface FreshnessSources {
  readonly history: History;
  /** For schedules and sensors that are stopped. @default each is as it is defined */
  readonly coordination?: Pick<Coordination, "automation"> | undefined;
}

/**
 * Whether assets are as new as their policies want, and why not, in the order of the graph; an asset without policy is left out.
 *
 * @param now milliseconds since 1970
 * @param options `assets`: only these @default all
 */
export async function assetFreshness(
  project: Project,
  { history, coordination }: FreshnessSources,
  now: number,
  options: { readonly assets?: readonly string[] } = {},
): Promise<readonly AssetFreshness[]> {
  const reader = new StepReader(history);
  const states = await coordination?.automation.states() ?? [];
  const found = new Map<string, AssetFreshness>();
  for (const [asset, policy] of project.freshness) {
    const steps = await reader.of(project.assets.get(asset)!);
    found.set(asset, await standingOf(asset, policy, steps, now));
  }
  const sources: CauseSources = { project, history, reader, states, found };
  const wanted = new Set(options.assets ?? project.freshness.keys());
  const results: AssetFreshness[] = [];
  for (const freshness of found.values()) {
    if (!wanted.has(freshness.asset)) continue;
    const causes = await causesOf(freshness, sources);
    results.push({ ...freshness, status: statusWith(freshness.status, causes), causes });
  }
  return results;
}

/** What will make it late is known before it is late. */
function statusWith(status: FreshnessStatus, causes: readonly LateCause[]): FreshnessStatus {
  if (status !== "fresh") return status;
  return causes.some(({ kind }) => kind === "step_failed" || kind === "run_failed" || kind === "upstream_late")
    ? "at_risk"
    : "fresh";
}

async function standingOf(
  asset: string,
  policy: FreshnessPolicy,
  { keys, confirmedAt }: AssetSteps,
  now: number,
): Promise<AssetFreshness> {
  const { stateAt } = await openPolicy(policy);
  let oldest: { readonly key: string | undefined; readonly time: number; readonly state: PolicyState } | undefined;
  for (const [key, time] of confirmedAt) {
    if (oldest === undefined || time < oldest.time) oldest = { key, time, state: stateAt(now, time) };
  }
  const missing = keys.filter((key) => key !== undefined && !confirmedAt.has(key)) as string[];
  const own = { asset, policy, missing, causes: [] };
  if (oldest === undefined) return { ...own, status: "unknown" };
  const { status, deadline } = oldest.state;
  return {
    ...own,
    status: status !== "late" && missing.length > 0 ? "unknown" : status,
    confirmedAt: oldest.time,
    ...(oldest.key === undefined ? {} : { partition: oldest.key }),
    ...(deadline === undefined ? {} : { deadline }),
  };
}
