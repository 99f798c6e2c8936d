import { type AllPartitions, allPartitions, type Asset, type Partitions } from "../../engine/mod.ts";
import type { JobParams } from "../../resources/types.ts";
import { categories } from "../partitions.ts";

/** The two ways to look at stores: by what they sell, and by where they stand. */
export type BranchName = "internal" | "external";

/** One branch of the clustering. */
export interface Branch {
  readonly name: BranchName;
  /** Group of its assets. */
  readonly group: string;
  /** What its assets are split by. */
  readonly partitions: { readonly partitions?: Partitions };
  /** What its stores are described by, for descriptions of assets. */
  readonly features: string;
}

/** Clusters by sales mix, for each category by itself. */
export const internal: Branch = {
  name: "internal",
  group: "internal_clustering",
  partitions: { partitions: categories },
  features: "shares of need states",
};

/** Clusters by surroundings, once for all categories. */
export const external: Branch = {
  name: "external",
  group: "external_clustering",
  partitions: {},
  features: "external features",
};

/** What the external branch is split by: `job_params.external_clustering.per` of the configuration. */
export type ExternalPer = JobParams["external_clustering"]["per"];

/** Clusters by surroundings, once or for each category by itself. */
export function externalBranch(per: ExternalPer): Branch {
  switch (per) {
    case "default":
      return external;
    case "category":
      return { ...external, partitions: internal.partitions };
    default:
      return per satisfies never;
  }
}

/** Name of what the external branch clusters, where the internal one has a category. */
export const defaultCategory = "default";

/** The category that a step works on. */
export function categoryOf(partition: string | undefined): string {
  return partition ?? defaultCategory;
}

/** All values of an asset of a branch; those of failed categories are left out. Read them with {@link byCategory}. */
export function everyCategory<Value>(branch: Branch, asset: Asset<Value>): AllPartitions<Value> | Asset<Value> {
  return branch.partitions.partitions === undefined ? asset : allPartitions(asset, { missing: "leave_out" });
}

/** Values by category, whether the branch has categories or not. */
export function byCategory<Value>(input: Value | ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return input instanceof Map ? input : new Map([[defaultCategory, input as Value]]);
}
