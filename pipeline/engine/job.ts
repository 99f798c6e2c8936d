import { definitionPlace, type Place } from "./place.ts";
import type { Tags } from "./types.ts";

/** All that defines a job. */
export interface JobSpec {
  readonly name: string;
  /** Which assets, in the selection language: `name`, `+name`, `name+`, `group:x`, `tag:k=v`, `*`, `,` for union, ` - ` for difference. */
  readonly selection: string;
  readonly description: string;
  readonly tags?: Tags;
  /** Slots of named pools that each of its runs takes while it is executed, at least 1 each; configuration limits them. */
  readonly pools?: Readonly<Record<string, number>>;
}

/** A named selection of assets. */
export interface Job {
  readonly name: string;
  readonly selection: string;
  readonly description: string;
  readonly tags: Tags;
  /** Slots of pools that each of its runs takes. */
  readonly pools: Readonly<Record<string, number>>;
  /** Where `defineJob` was called. */
  readonly place: Place;
}

/** Defines a job; its selection is resolved when the project is loaded. */
export function defineJob(spec: JobSpec): Job {
  return { ...spec, tags: spec.tags ?? {}, pools: spec.pools ?? {}, place: definitionPlace() };
}
