import type { KnownNames } from "../command.ts";

const none = () => Promise.resolve([]);

/** Where no project is at hand or needed. */
export const unknownNames: KnownNames = {
  environments: none,
  jobs: none,
  assets: none,
  partitions: none,
  runs: none,
  schemas: none,
  schedules: none,
  sensors: none,
  backfills: none,
};
