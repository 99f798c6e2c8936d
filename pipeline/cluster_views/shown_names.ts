import { z } from "../../infra/zod.ts";
import type { RunId } from "../engine/mod.ts";
import { type GivenName, givenNames } from "./names.ts";
import type { ClusterSource } from "./source.ts";
import { chooseValues, type ModelKey } from "./values.ts";

/** What a cluster is called. */
export interface ShownName {
  /** The one that someone gave, or the automatic one; null while there is neither. */
  readonly name: string | null;
  readonly automatic: string | null;
  readonly given: GivenName | null;
}

const facts = z.object({ names: z.record(z.string(), z.string()).catch({}) });

/** The names of a category's clusters, by number; only of clusters that have one. */
export async function shownNames(
  source: ClusterSource,
  key: ModelKey,
  run?: RunId,
): Promise<ReadonlyMap<number, ShownName>> {
  const values = await chooseValues(source.history, run);
  const profiles = await values.find(`${key.side}_cluster_profiles`, key.category);
  const { names } = facts.parse(profiles?.metadata ?? {});
  const automatic = new Map(Object.entries(names).map(([cluster, name]) => [Number(cluster), name]));
  const given = await givenNames(source, key, run);
  return new Map([...new Set([...automatic.keys(), ...given.keys()])].map((cluster) => {
    const own = given.get(cluster) ?? null;
    const fallback = automatic.get(cluster) ?? null;
    return [cluster, { name: own?.name ?? fallback, automatic: fallback, given: own }];
  }));
}
