import type { Logger } from "../../infra/log.ts";
import type { Check } from "./check.ts";
import type { StepContext } from "./context.ts";
import { sha256 } from "./hash.ts";
import type { FreshnessPolicy } from "./freshness/types.ts";
import type { DynamicPartitions, Partitions } from "./partitions.ts";
import type { ResourceMap, ResourceValues } from "./resource.ts";
import { definitionPlace, type Place } from "./place.ts";
import type { Metadata, Tags } from "./types.ts";
import type { ValueKind } from "./value_kind.ts";

/** When and how often a failed step is tried again. */
export interface RetryPolicy {
  /** Tries in all, at least 1. */
  readonly attempts: number;
  /** Milliseconds before the second try. @default 1000 */
  readonly delay?: number;
  /** Each wait is this many times the one before. @default 2 */
  readonly factor?: number;
  /** Longest wait in milliseconds. @default 60000 */
  readonly maxDelay?: number;
  /** Share of the wait that is random, 0 to 1. @default 0.1 */
  readonly jitter?: number;
  /** Whether an error is worth another try. @default every error but a `Problem` of kind configuration, usage or data */
  readonly when?: (error: Error) => boolean;
}

/** An asset named by text, for the rare case where its value cannot be imported; checked when the project is loaded. */
export interface AssetReference<Value> {
  readonly kind: "reference";
  readonly name: string;
  readonly value?: Value;
}

/** Every partition of an asset as a map from key to value: the join after a fan-out. */
export interface AllPartitions<Value> {
  readonly kind: "all_partitions";
  readonly asset: Asset<Value> | AssetReference<Value>;
  /** What happens when some partitions failed: refuse (the step is skipped) or go on with the others. */
  readonly missing: "refuse" | "leave_out";
}

/** What an asset can depend on. */
export type Dependency<Value = unknown> = Asset<Value> | AssetReference<Value> | AllPartitions<Value>;

/** Local names to dependencies. */
export type Dependencies = Readonly<Record<string, Dependency>>;

/** The values that a step gets for its dependencies. */
export type InputValues<Deps extends Dependencies> = {
  readonly [Name in keyof Deps]: Deps[Name] extends { readonly asset: infer Inner }
    ? ReadonlyMap<string, ValueOf<Inner>>
    : ValueOf<Deps[Name]>;
};

/** The value of an asset or of a reference to one. */
export type ValueOf<Target> = Target extends { readonly kind: ValueKind<infer Value, unknown> } ? Value
  : Target extends AssetReference<infer Value> ? Value
  : never;

/** All that defines an asset. */
export interface AssetSpec<Value, Deps extends Dependencies, Resources extends ResourceMap, Made = Value> {
  /** Letters, digits, `_`, `.` and `/`; starts with a letter. */
  readonly name: string;
  readonly group: string;
  /** One or two sentences for people. */
  readonly description: string;
  readonly kind: ValueKind<Value, Made>;
  readonly deps?: Deps;
  readonly partitions?: Partitions;
  /** Dynamic partitions whose keys this asset sets. */
  readonly definesPartitions?: readonly DynamicPartitions[];
  readonly resources?: Resources;
  readonly tags?: Tags;
  readonly retry?: RetryPolicy;
  /** Milliseconds one try may take. @default no limit */
  readonly timeout?: number;
  /** Name of the pool whose limit the step counts against. @default none */
  readonly pool?: string;
  /** How new the value must be; a project can say otherwise. @default as old as it may be */
  readonly freshness?: FreshnessPolicy;
  // deno-lint-ignore no-explicit-any -- a list of checks that each ask for other resources
  readonly checks?: readonly Check<Value, any>[];
  /**
   * Changes when the result of `compute` would.
   * @default a hash of the text of `compute`, `publish` and the checks; not of the functions they call
   */
  readonly codeVersion?: string;
  /**
   * A version of what lies outside the pipeline and is read here, such as files' hashes; part of the fingerprint.
   * @default nothing outside is read
   */
  readonly observe?: (resources: ResourceValues<Resources>) => Promise<string> | string;
  readonly compute: (
    context: StepContext<InputValues<Deps>, ResourceValues<Resources>>,
  ) => Promise<NoInfer<Made>> | NoInfer<Made>;
  /**
   * Hands the value to the outside under names that stay, after it was stored and no check of severity `error` failed;
   * the returned facts join the step's metadata. A failure fails the step.
   * @default nothing is published
   */
  readonly publish?: (
    context: PublishContext<NoInfer<Value>, ResourceValues<Resources>>,
  ) => Promise<Metadata> | Metadata;
}

/** What publishing may use. */
export interface PublishContext<Value, Resources> {
  /** The value as it was stored. */
  readonly value: Value;
  readonly resources: Resources;
  readonly partition: string | undefined;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** A defined asset: what other assets list in their `deps`. */
export interface Asset<Value = unknown> {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly kind: ValueKind<Value, unknown>;
  readonly deps: Dependencies;
  readonly partitions: Partitions | undefined;
  readonly definesPartitions: readonly DynamicPartitions[];
  readonly resources: ResourceMap;
  readonly tags: Tags;
  readonly retry: RetryPolicy | undefined;
  readonly timeout: number | undefined;
  readonly pool: string | undefined;
  readonly freshness: FreshnessPolicy | undefined;
  readonly checks: readonly Check<Value>[];
  /** As given, or a hash of the text of `compute`, `publish` and the checks. */
  readonly codeVersion: string;
  /** Whether the asset reads what lies outside the pipeline and says so with `observe`. */
  readonly observes: boolean;
  /** Where `defineAsset` was called. */
  readonly place: Place;
  observe(resources: Readonly<Record<string, unknown>>): Promise<string> | string | undefined;
  compute(context: StepContext<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>>):
    | Promise<unknown>
    | unknown;
  publish(context: PublishContext<Value, Readonly<Record<string, unknown>>>): Promise<Metadata> | Metadata | undefined;
}

/**
 * Defines an asset: a named, typed value that `compute` makes from other assets and resources.
 *
 * Inputs and resources are typed by the values in `deps` and `resources`, so a wrong name or type does not compile.
 */
export function defineAsset<
  Value,
  const Deps extends Dependencies = Record<never, never>,
  const Resources extends ResourceMap = Record<never, never>,
  Made = Value,
>(spec: AssetSpec<Value, Deps, Resources, Made>): Asset<Value> {
  let version: string | undefined;
  return {
    name: spec.name,
    group: spec.group,
    description: spec.description,
    kind: spec.kind,
    deps: spec.deps ?? {},
    partitions: spec.partitions,
    definesPartitions: spec.definesPartitions ?? [],
    resources: spec.resources ?? {},
    tags: spec.tags ?? {},
    retry: spec.retry,
    timeout: spec.timeout,
    pool: spec.pool,
    freshness: spec.freshness,
    checks: spec.checks ?? [],
    get codeVersion() {
      version ??= spec.codeVersion ?? codeHash(spec.compute, spec.publish, spec.checks ?? []);
      return version;
    },
    observes: spec.observe !== undefined,
    place: definitionPlace(),
    // The executor hands over exactly what `deps` and `resources` name.
    observe: (resources) => spec.observe?.(resources as ResourceValues<Resources>),
    compute: (context) => spec.compute(context as unknown as StepContext<InputValues<Deps>, ResourceValues<Resources>>),
    publish: (context) => spec.publish?.(context as unknown as PublishContext<Value, ResourceValues<Resources>>),
  };
}

function codeHash(
  compute: unknown,
  publish: unknown,
  checks: readonly Pick<Check<never>, "name" | "severity" | "run">[],
) {
  const texts = checks.map((check) => `${check.name} ${check.severity} ${check.run}`);
  return sha256([compute, publish, ...texts].join("\n")).slice(0, 16);
}

/** What a dependency points at. */
export interface DependencyTarget {
  readonly name: string;
  /** The asset itself, unless it is named by text. */
  readonly asset: Asset | undefined;
  /** How all partitions are joined; undefined for a dependency on one value. */
  readonly join: AllPartitions<unknown>["missing"] | undefined;
}

/** Name and way of a dependency. */
export function dependencyTarget(dependency: Dependency): DependencyTarget {
  if (dependency.kind === "all_partitions") {
    const { name, asset } = dependencyTarget(dependency.asset);
    return { name, asset, join: dependency.missing };
  }
  const asset = dependency.kind === "reference" ? undefined : dependency;
  return { name: dependency.name, asset, join: undefined };
}

/** Depends on every partition of `asset`. */
export function allPartitions<Value>(
  asset: Asset<Value> | AssetReference<Value>,
  options: { readonly missing?: "refuse" | "leave_out" } = {},
): AllPartitions<Value> {
  return { kind: "all_partitions", asset, missing: options.missing ?? "refuse" };
}

/** Depends on an asset by name. Prefer the asset itself: this one is checked only when the project is loaded. */
export function assetNamed<Value>(name: string): AssetReference<Value> {
  return { kind: "reference", name };
}
