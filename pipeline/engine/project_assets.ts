import { didYouMean } from "../../infra/suggest.ts";
import { type Asset, dependencyTarget } from "./asset.ts";
import type { DefinitionErrors } from "./definition_errors.ts";
import type { KindHandler } from "./value_kind.ts";

const assetName = /^[A-Za-z][A-Za-z0-9_]*([./][A-Za-z0-9_]+)*$/;
const groupName = /^[^\s+,&()]+$/;

/** Assets by name; a name that is used twice is an error. */
export function uniqueAssets(assets: readonly Asset[], errors: DefinitionErrors): ReadonlyMap<string, Asset> {
  const unique = new Map<string, Asset>();
  for (const asset of assets) {
    const other = unique.get(asset.name);
    if (other === asset) errors.add(`asset "${asset.name}" is listed twice`, asset.place);
    else if (other !== undefined) {
      errors.add(`two assets are called "${asset.name}", the other at ${other.place}`, asset.place);
    } else unique.set(asset.name, asset);
  }
  return unique;
}

/** Checks names, limits, kinds and dependencies of each asset. */
export function checkAssets(
  assets: ReadonlyMap<string, Asset>,
  kinds: ReadonlyMap<string, KindHandler>,
  errors: DefinitionErrors,
): void {
  for (const asset of assets.values()) {
    checkSyntax(asset, errors);
    checkChecks(asset, errors);
    checkKind(asset, kinds, errors);
    for (const dependency of Object.values(asset.deps)) {
      const target = dependencyTarget(dependency);
      const found = assets.get(target.name);
      if (found === undefined) {
        const hint = didYouMean(target.name, assets.keys());
        errors.add(`asset "${asset.name}" needs "${target.name}", which is not in the project${hint}`, asset.place);
      } else if (target.asset !== undefined && target.asset !== found) {
        errors.add(
          `asset "${asset.name}" needs another asset "${target.name}" than the project has, ` +
            `the one defined at ${target.asset.place}`,
          asset.place,
        );
      }
    }
  }
}

function checkSyntax(asset: Asset, errors: DefinitionErrors): void {
  const { name, group, place, retry, timeout } = asset;
  if (!assetName.test(name)) {
    errors.add(
      `asset "${name}" has a name that is not a letter followed by letters, digits and _, with . or / between parts`,
      place,
    );
  }
  if (!groupName.test(group)) {
    errors.add(`asset "${name}" is in group "${group}", but blanks and + , & ( ) cannot be selected`, place);
  }
  if (retry !== undefined && !(Number.isInteger(retry.attempts) && retry.attempts >= 1)) {
    errors.add(`asset "${name}" has ${retry.attempts} attempts, which is not a whole number of at least 1`, place);
  }
  if (timeout !== undefined && !(timeout > 0)) {
    errors.add(`asset "${name}" has a timeout of ${timeout} ms, which is not above 0`, place);
  }
}

function checkChecks(asset: Asset, errors: DefinitionErrors): void {
  const names = new Set<string>();
  for (const { name } of asset.checks) {
    if (names.has(name)) errors.add(`asset "${asset.name}" has two checks called "${name}"`, asset.place);
    names.add(name);
  }
}

function checkKind(asset: Asset, kinds: ReadonlyMap<string, KindHandler>, errors: DefinitionErrors): void {
  const { kind, name, place } = asset;
  if (kind.transient || kinds.has(kind.name)) return;
  const hint = didYouMean(kind.name, kinds.keys());
  errors.add(`asset "${name}" is of kind "${kind.name}", which has no handler${hint}`, place);
}
