import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { type Asset, dependencyTarget } from "./asset.ts";
import type { Partitions } from "./partitions.ts";
import type { Knowledge, RunRequest, StepReason } from "./plan_types.ts";
import type { Project } from "./project.ts";

/** What planning looks at; grows by keys while a run goes on. */
export interface PlanScope {
  readonly project: Project;
  readonly knowledge: Knowledge;
  readonly reasons: ReadonlyMap<string, StepReason>;
  /** Keys of every partitions that are known now. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Keys that were asked for; empty for all. */
  readonly requested: ReadonlySet<string>;
  /** Transient assets of which all partitions are needed, whatever was asked for. */
  readonly whole: ReadonlySet<string>;
}

/** The scope of a run before its first step. */
export function planScope(
  project: Project,
  request: RunRequest,
  reasons: ReadonlyMap<string, StepReason>,
  knowledge: Knowledge,
): PlanScope {
  const keys = new Map<string, readonly string[]>();
  for (const partitions of partitionsInPlay(project, reasons)) {
    if (partitions.kind === "static") keys.set(partitions.name, partitions.keys);
    else if (!reasons.has(project.definers.get(partitions.name)!)) {
      keys.set(partitions.name, knowledge.partitions.get(partitions.name) ?? []);
    }
  }
  const requested = new Set(request.partitions ?? []);
  const whole = wholeAssets(project, reasons);
  return { project, knowledge, reasons, keys, requested, whole };
}

/** The same scope when the keys of dynamic partitions are known. */
export function withKeys(scope: PlanScope, partitions: string, keys: readonly string[]): PlanScope {
  return { ...scope, keys: new Map(scope.keys).set(partitions, keys) };
}

/** Partitions of planned assets and of what they need. */
export function partitionsInPlay(project: Project, reasons: ReadonlyMap<string, unknown>): readonly Partitions[] {
  const found = new Map<string, Partitions>();
  const add = (asset: Asset) => {
    if (asset.partitions !== undefined) found.set(asset.partitions.name, asset.partitions);
  };
  for (const name of reasons.keys()) {
    const asset = project.assets.get(name)!;
    add(asset);
    for (const dependency of Object.values(asset.deps)) add(project.assets.get(dependencyTarget(dependency).name)!);
  }
  return [...found.values()];
}

/** A join needs every partition, and a transient one cannot be read from an earlier run. */
function wholeAssets(project: Project, reasons: ReadonlyMap<string, StepReason>): ReadonlySet<string> {
  const whole = new Set<string>();
  for (const name of [...reasons.keys()].reverse()) {
    const asset = project.assets.get(name)!;
    for (const dependency of Object.values(asset.deps)) {
      const { name: target, join } = dependencyTarget(dependency);
      const { kind, partitions } = project.assets.get(target)!;
      if (!kind.transient || partitions === undefined) continue;
      if (join !== undefined || whole.has(name)) whole.add(target);
    }
  }
  return whole;
}

/** The keys of an asset's steps: `[undefined]` without partitions, undefined while the keys are not known. */
export function runKeys(scope: PlanScope, asset: Asset): readonly (string | undefined)[] | undefined {
  if (asset.partitions === undefined) return [undefined];
  const keys = scope.keys.get(asset.partitions.name);
  if (keys === undefined || scope.requested.size === 0 || scope.whole.has(asset.name)) return keys;
  const chosen = keys.filter((key) => scope.requested.has(key));
  return chosen.length > 0 ? chosen : otherPartitionsHave(scope, asset.partitions.name) ? keys : [];
}

/** Keys that were asked for limit only the partitions that have one of them. */
function otherPartitionsHave(scope: PlanScope, name: string): boolean {
  for (const [other, keys] of scope.keys) {
    if (other !== name && keys.some((key) => scope.requested.has(key))) return true;
  }
  return false;
}

/**
 * Checks the keys that were asked for, as soon as all partitions in play are known.
 *
 * @throws {Problem} of kind usage for a key that no partitions have.
 */
export function checkRequestedKeys(scope: PlanScope): void {
  if (scope.requested.size === 0) return;
  const inPlay = partitionsInPlay(scope.project, scope.reasons);
  if (inPlay.length === 0) {
    throw new Problem("usage", "Cannot choose partitions: nothing that is selected has any", {
      remedy: "Leave the partition out, or select an asset with partitions.",
    });
  }
  if (inPlay.some(({ name }) => !scope.keys.has(name))) return;
  const known = new Set([...scope.keys.values()].flat());
  for (const key of scope.requested) {
    if (known.has(key)) continue;
    const names = inPlay.map(({ name }) => `"${name}"`).join(", ");
    throw new Problem("usage", `Cannot choose partition "${key}": ${names} has no such key${didYouMean(key, known)}`, {
      place: `partition ${key}`,
      remedy: known.size <= 20
        ? `Keys are ${[...known].join(", ") || "not set yet"}.`
        : "List the partitions to see the keys.",
    });
  }
}
