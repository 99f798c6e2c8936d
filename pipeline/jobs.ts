import { defineJob, type Job } from "./engine/mod.ts";

/** Every job of the project. */
export const jobs: readonly Job[] = [
  defineJob({
    name: "internal_preprocessing_job",
    selection: "group:internal_preprocessing",
    description: "From sales and need states to shares per store, long and wide, one table per category.",
    tags: { kind: "internal_preprocessing" },
  }),
  defineJob({
    name: "external_preprocessing_job",
    selection: "group:external_preprocessing",
    description: "External sources joined by store, cleaned as configured.",
    tags: { kind: "external_preprocessing" },
  }),
  defineJob({
    name: "internal_clustering_job",
    selection: "group:internal_clustering",
    description: "From shares per store to clusters of stores by what they sell, for each category.",
    tags: { kind: "internal_clustering" },
    pools: { clustering: 1 },
  }),
  defineJob({
    name: "external_clustering_job",
    selection: "group:external_clustering",
    description: "From external data to clusters of stores by where they stand.",
    tags: { kind: "external_clustering" },
    pools: { clustering: 1 },
  }),
  defineJob({
    name: "merging_job",
    selection: "group:merging",
    description:
      "Internal and external clusters merged, small ones given up store by store; workbooks, report and upload.",
    tags: { kind: "merging" },
  }),
  defineJob({
    name: "full_pipeline_job",
    selection: "*",
    description: "Everything: both preprocessings, both clusterings and the merge.",
    tags: { kind: "complete_pipeline" },
    pools: { clustering: 1 },
  }),
];
