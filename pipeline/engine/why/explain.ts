import { Problem } from "../../../infra/errors.ts";
import { didYouMean } from "../../../infra/suggest.ts";
import type { Asset } from "../asset.ts";
import type { History } from "../history.ts";
import type { Redact } from "../json.ts";
import { howToMake } from "../plan_assets.ts";
import type { Project } from "../project.ts";
import { Known } from "./known.ts";
import type { AssetExplanation, Repair, Standing } from "./reasons.ts";
import { Standings } from "./standings.ts";
import { asTree } from "./tree.ts";

/** How assets are explained. */
export interface ExplainOptions {
  /** Only this partition key. @default all keys of an asset that has partitions */
  readonly partition?: string;
  /** Folder of all versioned files, to notice those that are lost. @default files are taken as there */
  readonly root?: string;
  /**
   * Looks at what an asset reads outside; see {@link openObserver}. @default what was found when the value was made, with a note
   */
  readonly observe?: (asset: Asset) => Promise<string | undefined>;
  /** Hides secrets. @default changes nothing */
  readonly redact?: Redact;
}

/**
 * Explains why an asset, or one of its partitions, is stale or fresh: the same comparison by which a run that re-uses decides,
 * followed upstream to what changed first.
 *
 * @returns a tree; a step that is met again is only named
 * @throws {Problem} of kind usage for an unknown asset or partition key
 */
export async function explainAsset(
  project: Project,
  { history }: { readonly history: History },
  name: string,
  options: ExplainOptions = {},
): Promise<AssetExplanation> {
  const asset = assetOf(project, name);
  const known = new Known(project, history, options.redact ?? ((text) => text));
  await checkPartition(asset, options.partition, project, known);
  return asTree(await explain(asset, options.partition, new Standings(project, known, options), known));
}

/** Explains several assets, or all, each as a tree of its own; what they share is looked up once. */
export async function explainAssets(
  project: Project,
  { history }: { readonly history: History },
  options: Omit<ExplainOptions, "partition"> & { readonly assets?: readonly string[] } = {},
): Promise<ReadonlyMap<string, AssetExplanation>> {
  const known = new Known(project, history, options.redact ?? ((text) => text));
  const standings = new Standings(project, known, options);
  const found = new Map<string, AssetExplanation>();
  for (const name of options.assets ?? project.assets.keys()) {
    found.set(name, asTree(await explain(assetOf(project, name), undefined, standings, known)));
  }
  return found;
}

/** What makes a stale value again, and everything upstream that it takes; undefined for one that is fresh. */
export function repairOf(
  { asset, standing, partition, partitions = [], reasons }: AssetExplanation,
): Repair | undefined {
  if (standing === "fresh" || (standing === "passing" && reasons.length === 0)) return undefined;
  const parts = [...reasons, ...partitions.flatMap((part) => part.reasons)];
  const isUpstream = parts.some(({ kind }) => kind === "input_stale" || kind === "keys_open");
  const selection = isUpstream ? `+${asset}` : asset;
  const stale = partitions.filter((part) => part.standing !== "fresh").flatMap((part) => part.partition ?? []);
  const keys = partition === undefined ? stale : [partition];
  const areAll = partition === undefined && keys.length === partitions.length;
  return { selection, reuse: true, ...(keys.length === 0 || areAll ? {} : { partitions: keys }) };
}

/** The worse of two standings. */
export function worse(a: Standing, b: Standing): Standing {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

const order: readonly Standing[] = ["fresh", "passing", "open", "stale"];

async function explain(
  asset: Asset,
  partition: string | undefined,
  standings: Standings,
  known: Known,
): Promise<AssetExplanation> {
  if (asset.partitions === undefined || partition !== undefined) {
    return (await standings.of(asset, partition)).explanation;
  }
  const keys = await known.keys(asset.partitions);
  const partitions = await Promise.all(keys.map(async (key) => (await standings.of(asset, key)).explanation));
  const [first, ...rest] = partitions.map(({ standing }) => standing);
  const own = { asset: asset.name, step: asset.name, notes: [], partitions };
  if (first !== undefined) return { ...own, reasons: [], standing: rest.reduce(worse, first) };
  const open = await standings.keysOpen(asset, asset.partitions);
  return { ...own, standing: "stale", reasons: [{ kind: "never_made" }, ...open] };
}

function assetOf(project: Project, name: string): Asset {
  const asset = project.assets.get(name);
  if (asset !== undefined) return asset;
  const hint = didYouMean(name, project.assets.keys());
  throw new Problem("usage", `Cannot explain "${name}": there is no such asset${hint}`, {
    remedy: "List the assets to see their names.",
  });
}

async function checkPartition(
  asset: Asset,
  partition: string | undefined,
  project: Project,
  known: Known,
): Promise<void> {
  if (partition === undefined) return;
  const { name, partitions } = asset;
  const place = `asset ${name}`;
  if (partitions === undefined) {
    throw new Problem("usage", `Cannot explain partition "${partition}" of "${name}": it has no partitions`, {
      place,
      remedy: "Leave the partition out.",
    });
  }
  const keys = await known.keys(partitions);
  if (keys.includes(partition)) return;
  const gone = await known.keyOccasion(name, partition, false);
  const when = gone === undefined ? "" : `; run ${gone.run} took it away at ${new Date(gone.time).toISOString()}`;
  const hint = when === "" ? didYouMean(partition, keys) : when;
  const definer = project.definers.get(partitions.name);
  throw new Problem("usage", `Cannot explain partition "${partition}" of "${name}": there is no such key${hint}`, {
    place,
    remedy: keys.length === 0 && definer !== undefined
      ? howToMake(project, definer)
      : `Keys are ${keys.slice(0, 20).join(", ")}${keys.length > 20 ? ", …" : ""}.`,
  });
}
