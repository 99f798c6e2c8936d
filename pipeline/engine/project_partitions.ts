import { type Asset, dependencyTarget } from "./asset.ts";
import type { DefinitionErrors } from "./definition_errors.ts";
import type { Partitions } from "./partitions.ts";

/** Which asset sets the keys of each dynamic partitions. */
export function definersOf(assets: ReadonlyMap<string, Asset>, errors: DefinitionErrors): ReadonlyMap<string, string> {
  const definers = new Map<string, string>();
  for (const asset of assets.values()) {
    for (const { name } of asset.definesPartitions) {
      const other = definers.get(name);
      if (other === undefined) {
        definers.set(name, asset.name);
        if (asset.partitions !== undefined) {
          errors.add(`asset "${asset.name}" sets the keys of "${name}", but is itself partitioned`, asset.place);
        }
      } else {
        errors.add(`asset "${asset.name}" sets the keys of "${name}", as asset "${other}" does`, asset.place);
      }
    }
  }
  return definers;
}

/** Checks that partitions of one name are the same, are set by somebody, and fit between assets and what they need. */
export function checkPartitions(
  assets: ReadonlyMap<string, Asset>,
  definers: ReadonlyMap<string, string>,
  errors: DefinitionErrors,
): void {
  const seen = new Map<string, { readonly partitions: Partitions; readonly asset: Asset }>();
  for (const asset of assets.values()) {
    for (const partitions of [asset.partitions, ...asset.definesPartitions]) {
      if (partitions === undefined) continue;
      const first = seen.get(partitions.name);
      if (first === undefined) {
        seen.set(partitions.name, { partitions, asset });
        checkKeys(partitions, asset, errors);
      } else if (first.partitions !== partitions && !same(first.partitions, partitions)) {
        errors.add(
          `asset "${asset.name}" has other partitions "${partitions.name}" than asset "${first.asset.name}"`,
          asset.place,
        );
      }
    }
    checkDefined(asset, definers, errors);
    for (const dependency of Object.values(asset.deps)) checkDependency(asset, dependency, assets, errors);
  }
}

function checkKeys(partitions: Partitions, asset: Asset, errors: DefinitionErrors): void {
  if (partitions.kind === "dynamic") return;
  const found = keyProblem(partitions.keys);
  if (found !== undefined) errors.add(`partitions "${partitions.name}" ${found}`, asset.place);
}

/** What is wrong with a list of partition keys, such as `have the key "a" twice`. */
export function keyProblem(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const key of keys) {
    if (typeof key !== "string") return `have a key that is not a text: ${String(key)}`;
    if (key === "") return "have an empty key";
    if (seen.has(key)) return `have the key "${key}" twice`;
    seen.add(key);
  }
  return undefined;
}

function same(a: Partitions, b: Partitions): boolean {
  if (a.kind === "dynamic" || b.kind === "dynamic") return a.kind === b.kind;
  return a.keys.length === b.keys.length && a.keys.every((key, index) => key === b.keys[index]);
}

function checkDefined(asset: Asset, definers: ReadonlyMap<string, string>, errors: DefinitionErrors): void {
  const { partitions, name, place } = asset;
  if (partitions?.kind === "dynamic" && !definers.has(partitions.name)) {
    errors.add(`asset "${name}" has partitions "${partitions.name}", whose keys no asset sets`, place);
  }
}

function checkDependency(
  asset: Asset,
  dependency: Asset["deps"][string],
  assets: ReadonlyMap<string, Asset>,
  errors: DefinitionErrors,
): void {
  const { name, join } = dependencyTarget(dependency);
  const target = assets.get(name);
  if (target === undefined) return;
  if (join !== undefined) {
    if (target.partitions === undefined) {
      errors.add(`asset "${asset.name}" needs all partitions of "${name}", which has none`, asset.place);
    }
    return;
  }
  if (target.partitions === undefined) return;
  if (asset.partitions === undefined) {
    errors.add(
      `asset "${asset.name}" needs "${name}", which has partitions; use allPartitions to join them`,
      asset.place,
    );
  } else if (asset.partitions.name !== target.partitions.name) {
    errors.add(
      `asset "${asset.name}" has partitions "${asset.partitions.name}" and needs "${name}", ` +
        `which has partitions "${target.partitions.name}"; use allPartitions to join them`,
      asset.place,
    );
  }
}
