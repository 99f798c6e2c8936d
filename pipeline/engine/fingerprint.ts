import type { Asset } from "./asset.ts";
import { canonicalJson } from "./canonical_json.ts";
import { sha256 } from "./hash.ts";
import type { InputVersion, Materialization, OriginPart } from "./history.ts";
import type { Project } from "./project.ts";
import type { ResourceMap } from "./resource.ts";
import { type Before, type Difference, differences, summarize } from "./why/differences.ts";

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

/** What a value is made from, as it is hashed and recorded: digests stand for settings and for what was found outside. */
export interface Ingredients {
  readonly asset: string;
  readonly partition: string | null;
  readonly code: string;
  /** Version of the code that assets share. */
  readonly shared: string;
  /** Kind and file extension. */
  readonly kind: string;
  /** Digests of settings by resource. */
  readonly resources: Readonly<Record<string, string>>;
  readonly inputs: readonly IngredientInput[];
  readonly observed: string | null;
}

/** An input as it is hashed. */
export type IngredientInput = readonly [name: string, asset: string, partition: string | null, version: string];

/** What a value would be made from now. */
export function ingredientsOf(
  project: Project,
  { asset, partition, inputs, observed }: FingerprintParts,
): Ingredients {
  const { kind } = asset;
  const settings = Object.entries(resourceFingerprints(project, asset));
  return {
    asset: asset.name,
    partition: partition ?? null,
    code: asset.codeVersion,
    shared: project.codeVersion,
    kind: kind.transient ? kind.name : `${kind.name} .${kind.extension}`,
    resources: Object.fromEntries(settings.map(([name, text]) => [name, digest(text)])),
    inputs: inputs.map(({ name, asset, partition, version }) => [name, asset, partition ?? null, version]),
    observed: observed === undefined ? null : digest(observed),
  };
}

/** The text that is recorded of ingredients; its hash is the fingerprint. */
export function ingredientsText(ingredients: Ingredients): string {
  return canonicalJson(ingredients);
}

/** A hash of code version, kind, inputs, settings of resources and what was observed: equal ones give equal results. */
export function fingerprint(project: Project, parts: FingerprintParts): string {
  return sha256(ingredientsText(ingredientsOf(project, parts)));
}

/** Recorded ingredients, if the text is the one whose hash is `fingerprint`. */
export function recordedIngredients({ body }: OriginPart, fingerprint: string): Ingredients | undefined {
  return sha256(body) === fingerprint ? JSON.parse(body) as Ingredients : undefined;
}

/** Stands for settings or an observation in a fingerprint. */
export function digest(text: string): string {
  return sha256(text).slice(0, 32);
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
  | { readonly kind: "make"; readonly because: string; readonly differences: readonly Difference[] };

/**
 * Compares the newest value of a step with what would be made now. This is what a run that re-uses and what explains a value
 * both ask.
 *
 * @param before what the value was made from, as recorded; without it settings and what lies outside are not told apart
 */
export function decideReuse(
  latest: Materialization | undefined,
  now: Ingredients,
  before?: OriginPart,
): ReuseDecision {
  if (latest === undefined) return { kind: "make", because: "it was never made", differences: [] };
  if (latest.fingerprint === sha256(ingredientsText(now))) {
    return { kind: "reuse", materialization: latest, because: "nothing changed since it was made" };
  }
  const found = differences(recordedBefore(latest, before), now);
  return { kind: "make", because: summarize(found), differences: found };
}

/** What a value was made from, as far as it was recorded. */
export function recordedBefore(latest: Materialization, before: OriginPart | undefined): Before {
  const recorded = before === undefined ? undefined : recordedIngredients(before, latest.fingerprint);
  return recorded ?? {
    code: latest.codeVersion,
    inputs: latest.inputs.map(({ asset, partition, version }) => [undefined, asset, partition ?? null, version]),
  };
}
