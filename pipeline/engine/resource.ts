import type { Logger } from "../../infra/log.ts";
import type { RunId, Tags } from "./types.ts";

declare const resourceType: unique symbol;

/** The name of a resource with the type of what it opens. */
export interface ResourceKey<Value> {
  readonly name: string;
  readonly [resourceType]?: Value;
}

/** Local names to resource keys. */
export type ResourceMap = Readonly<Record<string, ResourceKey<unknown>>>;

/** Local names to opened resources. */
export type ResourceValues<Resources extends ResourceMap> = {
  readonly [Name in keyof Resources]: Resources[Name] extends ResourceKey<infer Value> ? Value : never;
};

/** Makes a key; assets ask for the key, the project says how it is opened. */
export function resourceKey<Value>(name: string): ResourceKey<Value> {
  return { name };
}

/** What opening a resource may use. */
export interface ResourceContext<Needs extends ResourceMap> {
  readonly needs: ResourceValues<Needs>;
  readonly run: { readonly id: RunId; readonly job: string; readonly tags: Tags };
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** How a resource is opened once per run, and closed in reverse order of opening, also after a failure. */
export interface ResourceDefinition<Value = unknown, Needs extends ResourceMap = ResourceMap> {
  readonly key: ResourceKey<Value>;
  /** What it is, in a sentence. */
  readonly description?: string;
  /** Keys of the configuration that it is opened with; each stands for all keys below it. @default none */
  readonly settings?: readonly string[];
  /** Resources that are open before this one. */
  readonly needs?: Needs;
  open(context: ResourceContext<Needs>): Promise<Value> | Value;
  close?(value: Value): Promise<void> | void;
  /** Settings that results depend on; part of the fingerprint of every asset that uses the resource. @default none */
  readonly fingerprint?: string;
}

/** Types a resource definition. */
export function defineResource<Value, Needs extends ResourceMap = Record<never, never>>(
  definition: ResourceDefinition<Value, Needs>,
): ResourceDefinition<Value, Needs> {
  return definition;
}
