import type { Asset, Check, CheckRecord, History, Project } from "../../pipeline/engine/mod.ts";

/** Newest outcomes that are shown of each check. */
export const stripLength = 10;

/** The newest outcome of a check of an asset or of one of its partitions, and those before it. */
export interface LatestCheck {
  readonly step: string;
  readonly asset: string;
  readonly partition: string | null;
  readonly check: string;
  readonly description: string;
  readonly severity: Check<unknown>["severity"];
  /** null as long as it never ran. */
  readonly newest: Pick<CheckRecord, "passed" | "message" | "figures" | "samples" | "run" | "time"> | null;
  /** Oldest first, the newest among them. */
  readonly history: readonly Pick<CheckRecord, "passed" | "run" | "time">[];
}

/** The newest outcomes of all checks of some assets, in the order of the project; of partitions that there are now. */
export async function latestChecks(
  project: Project,
  history: History,
  assets: readonly string[] = [...project.assets.keys()],
): Promise<readonly LatestCheck[]> {
  const found: LatestCheck[] = [];
  for (const name of assets) {
    const asset = project.assets.get(name)!;
    if (asset.checks.length === 0) continue;
    const keys = await keysOf(asset, history);
    for (const check of asset.checks) found.push(...await outcomes(asset, check, keys, history));
  }
  return found;
}

async function keysOf({ partitions }: Asset, history: History): Promise<readonly (string | undefined)[]> {
  if (partitions === undefined) return [undefined];
  return partitions.kind === "static" ? partitions.keys : await history.partitions(partitions.name);
}

async function outcomes(
  { name: asset }: Asset,
  { name: check, description, severity }: Check<unknown>,
  keys: readonly (string | undefined)[],
  history: History,
): Promise<readonly LatestCheck[]> {
  const records = await history.checksOf(asset, { check, limit: stripLength * Math.max(keys.length, 1) });
  const byKey = Map.groupBy(records, ({ partition }) => partition);
  return keys.map((key) => {
    const own = (byKey.get(key) ?? []).slice(0, stripLength);
    const [newest] = own;
    return {
      step: key === undefined ? asset : `${asset}[${key}]`,
      ...{ asset, partition: key ?? null, check, description, severity },
      newest: newest === undefined ? null : outcomeOf(newest),
      history: own.toReversed().map(({ passed, run, time }) => ({ passed, run, time })),
    };
  });
}

function outcomeOf({ passed, message, figures, samples, run, time }: CheckRecord): NonNullable<LatestCheck["newest"]> {
  return { passed, message, figures, samples, run, time };
}
