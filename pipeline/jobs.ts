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
];
