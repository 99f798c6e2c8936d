import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { z } from "../../infra/zod.ts";
import { compareLabels, quoteName } from "../../core/mod.ts";
import { isNotFound } from "../../infra/fs.ts";
import { storeKey } from "../assets/clustering/store_table.ts";
import type { Materialization, RunId } from "../engine/mod.ts";
import type { Session } from "../resources/types.ts";
import { type ClusterSource, openTable, openViewSession, type Placed } from "./source.ts";
import { chooseValues, clusterSides, type ModelKey, valueOf } from "./values.ts";

const entrySchema = z.object({
  cluster: z.int(),
  /** Null gives the automatic name back. */
  name: z.string().nullable(),
  by: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  run: z.string(),
  /** The assignment that the cluster had the number in. */
  version: z.string(),
});

/** A name that someone gave a cluster, as it was given. */
export type NameEntry = z.infer<typeof entrySchema>;

/** The name that a cluster has. */
export interface GivenName {
  readonly name: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The run whose cluster was named. */
  readonly run: RunId;
}

/** Where names and what was named are looked up. */
export type NamesSource = Pick<ClusterSource, "history" | "settings">;

/** Names are kept in the data folder, a file per category, a line per change; lines are only ever added. */
export function namesFile({ settings }: Placed, { side, category }: ModelKey): string {
  return join(settings.paths.data, "cluster_names", side, `${encodeURIComponent(category)}.jsonl`);
}

/** Changes when any name does; empty while there is none. */
export async function namesDigest({ settings }: Placed): Promise<string> {
  const hash = createHash("sha256");
  let files = 0;
  for (const side of clusterSides) {
    const folder = join(settings.paths.data, "cluster_names", side);
    for (const name of await filesOf(folder)) {
      hash.update(`${side}/${name}\n`).update(await Deno.readTextFile(join(folder, name)));
      files++;
    }
  }
  return files === 0 ? "" : hash.digest("hex");
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Every name that was given in a category, oldest first. */
export async function readNameEntries(
  source: Placed,
  key: ModelKey,
): Promise<readonly NameEntry[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(namesFile(source, key));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    const entry = entrySchema.safeParse(parsed(line));
    return entry.success ? [entry.data] : [];
  });
}

/** A line that was cut off when the machine stopped says nothing. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Adds a name, or the wish for the automatic one. */
export async function writeNameEntry(
  source: Placed,
  key: ModelKey,
  entry: NameEntry,
): Promise<void> {
  const path = namesFile(source, key);
  await Deno.mkdir(dirname(path), { recursive: true });
  // The line break in front ends a line that was cut off.
  await Deno.writeTextFile(path, `\n${JSON.stringify(entrySchema.parse(entry))}\n`, { append: true });
}

/**
 * The names that the clusters of a category have now. A name stays with the stores that it was given to: it goes to the
 * cluster that continues theirs, by the one-to-one matching with the most stores in all, whatever its number is. Where the
 * assignment that was named is gone, it stays with the number, for training continues numbers in the same way.
 */
export async function givenNames(
  source: NamesSource,
  key: ModelKey,
  run?: RunId,
): Promise<ReadonlyMap<number, GivenName>> {
  const entries = await readNameEntries(source, key);
  if (entries.length === 0) return new Map();
  const values = await chooseValues(source.history, run);
  const current = await valueOf(values, `${key.side}_assign_clusters`, key.category);
  const follow = await continuations(source, entries.map(({ version }) => version), current);
  return followNames(entries, follow);
}

/** The names that are left when every entry went where its cluster went; later entries win. */
export function followNames(
  entries: readonly NameEntry[],
  follow: (version: string, cluster: number) => number | undefined,
): ReadonlyMap<number, GivenName> {
  const names = new Map<number, GivenName>();
  for (const { version, cluster, name, by, at, run } of entries) {
    const now = follow(version, cluster);
    if (now === undefined) continue;
    if (name === null) names.delete(now);
    else names.set(now, { name, by, at, run });
  }
  return names;
}

async function continuations(source: NamesSource, versions: readonly string[], current: Materialization) {
  const others = [...new Set(versions)].filter((version) => version !== current.version);
  const matches = new Map<string, ReadonlyMap<number, number>>();
  if (others.length > 0) {
    await using session = await openViewSession(source);
    const now = await readLabels(source, session, current);
    for (const version of others) {
      const value = await source.history.materialization(version);
      const before = value === undefined ? undefined : await readLabels(source, session, value).catch(() => undefined);
      if (before !== undefined) matches.set(version, continued(before, now));
    }
  }
  return (version: string, cluster: number) => {
    const match = matches.get(version);
    return match === undefined ? cluster : match.get(cluster);
  };
}

interface Labels {
  readonly stores: Float64Array;
  readonly labels: Float64Array;
}

async function readLabels(source: Placed, session: Session, value: Materialization): Promise<Labels> {
  const { relation } = await openTable(source, session, value, `named_${value.version}`);
  const columns = await session.columns(`SELECT ${storeKey}, cluster FROM ${quoteName(relation)} ORDER BY ${storeKey}`);
  return { stores: columns.get(storeKey)!, labels: columns.get("cluster")! };
}

/** The cluster that continues each earlier one. */
export function continued(before: Labels, now: Labels): ReadonlyMap<number, number> {
  const earlier = new Map(Array.from(before.stores, (store, row) => [store, before.labels[row]!]));
  const common = Array.from(now.stores.keys()).filter((row) => earlier.has(now.stores[row]!));
  const { matching } = compareLabels(
    common.map((row) => earlier.get(now.stores[row]!)!),
    common.map((row) => now.labels[row]!),
  );
  return new Map(matching.map(({ previous, current }) => [previous, current]));
}
