import type { Asset } from "./asset.ts";
import { canonicalJson } from "./canonical_json.ts";
import { sha256 } from "./hash.ts";
import type { InputVersion, Materialization } from "./history.ts";
import type { Project } from "./project.ts";
import type { ResourceMap } from "./resource.ts";

/** An input's version under the local name of the input. */
export interface NamedInputVersion extends InputVersion {
  readonly name: string;
}

/** All that a step's result depends on. */
export interface FingerprintParts {
  readonly asset: Asset;
  readonly partition: string | undefined;
  readonly inputs: readonly NamedInputVersion[];
  /** What the asset's `observe` told. */
  readonly observed: string | undefined;
}

/** A hash of code version, kind, inputs, settings of resources and what was observed: equal ones give equal results. */
export function fingerprint(project: Project, { asset, partition, inputs, observed }: FingerprintParts): string {
  return sha256(canonicalJson({
    asset: asset.name,
    partition,
    code: asset.codeVersion,
    shared: project.codeVersion,
    kind: asset.kind.name,
    extension: asset.kind.transient ? undefined : asset.kind.extension,
    resources: resourceFingerprints(project, asset),
    inputs: inputs.map(({ name, asset, partition, version }) => [name, asset, partition ?? null, version]),
    observed,
  }));
}

/** Fingerprints of the resources that an asset or its checks use, those that these need included, by name. */
export function resourceFingerprints(project: Project, asset: Asset): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const visited = new Set<string>();
  const visit = (map: ResourceMap | undefined) => {
    for (const { name } of Object.values(map ?? {})) {
      if (visited.has(name)) continue;
      visited.add(name);
      const definition = project.resources.get(name);
      if (definition?.fingerprint !== undefined) found.set(name, definition.fingerprint);
      visit(definition?.needs);
    }
  };
  visit(asset.resources);
  for (const check of asset.checks) visit(check.resources);
  return Object.fromEntries(found);
}

/** Whether a stored value still stands, and why. */
export type ReuseDecision =
  | { readonly kind: "reuse"; readonly materialization: Materialization; readonly because: string }
  | { readonly kind: "make"; readonly because: string };

/** Compares the newest value of a step with what would be made now. */
export function decideReuse(
  asset: Asset,
  latest: Materialization | undefined,
  now: string,
  inputs: readonly InputVersion[],
): ReuseDecision {
  if (latest === undefined) return { kind: "make", because: "it was never made" };
  if (latest.fingerprint === now) {
    return { kind: "reuse", materialization: latest, because: "nothing changed since it was made" };
  }
  return { kind: "make", because: whatChanged(asset, latest, inputs) };
}

function whatChanged(asset: Asset, latest: Materialization, inputs: readonly InputVersion[]): string {
  if (latest.codeVersion !== asset.codeVersion) return "its code changed";
  const key = ({ asset, partition }: InputVersion) => `${asset}[${partition ?? ""}]`;
  const before = new Map(latest.inputs.map((input) => [key(input), input.version]));
  const changed = inputs.find((input) => before.get(key(input)) !== input.version);
  if (changed !== undefined) return `its input "${changed.asset}" changed`;
  if (before.size !== inputs.length) return "it has fewer inputs than before";
  return "its settings, or what it reads outside, changed";
}
