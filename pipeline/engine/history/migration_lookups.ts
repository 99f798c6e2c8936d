import type { Migration } from "../../../infra/migrate.ts";

/** The last runs of a job that went well, and the value before another one, are found without looking at all others. */
export const lookupsMigration: Omit<Migration, "version"> = {
  name: "runs by job and status, values by asset",
  sql: `
    CREATE INDEX runs_by_job_status ON runs (job, status, id);
    CREATE INDEX materializations_in_order ON materializations (asset, id);
  `,
};

/** Runs with a step of an asset, or of one of its keys, are found without looking at all steps. */
export const stepsMigration: Omit<Migration, "version"> = {
  name: "steps by asset and run",
  sql: "CREATE INDEX steps_by_asset_run ON steps (asset, run, partition);",
};
