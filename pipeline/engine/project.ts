import type { Asset } from "./asset.ts";
import type { Job } from "./job.ts";
import type { ResourceDefinition, ResourceMap } from "./resource.ts";
import type { KindHandler } from "./value_kind.ts";

/** All that a project consists of. */
export interface ProjectSpec {
  readonly assets: readonly Asset[];
  readonly jobs: readonly Job[];
  // deno-lint-ignore no-explicit-any -- each definition and handler has its own value type
  readonly resources?: readonly ResourceDefinition<any, any>[];
  // deno-lint-ignore no-explicit-any
  readonly kinds?: readonly KindHandler<any, any>[];
}

/** A checked, frozen project: every name is unique, every reference resolves, there is no cycle. */
export interface Project {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly resources: ReadonlyMap<string, ResourceDefinition<unknown, ResourceMap>>;
  readonly kinds: ReadonlyMap<string, KindHandler>;
}
