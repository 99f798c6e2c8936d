import type { Migration } from "../../../infra/migrate.ts";

/** The last runs of a job that went well, and the value before another one, are found without looking at all others. */
export const lookupsMigration: Omit<Migration, "version"> = {
  name: "runs by job and status, values by asset",
  sql: `
    CREATE INDEX runs_by_job_status ON runs (job, status, id);
    CREATE INDEX materializations_in_order ON materializations (asset, id);
  `,
};
