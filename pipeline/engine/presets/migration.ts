import type { Migration } from "../../../infra/migrate.ts";

/** What the schema gets for named requests of runs. */
export const presetsMigration: Omit<Migration, "version"> = {
  name: "named requests of runs",
  sql: `
    CREATE TABLE launch_presets (
      job TEXT NOT NULL,
      name TEXT NOT NULL,
      request TEXT NOT NULL,
      created_at REAL NOT NULL,
      created_by TEXT NOT NULL,
      changed_at REAL NOT NULL,
      changed_by TEXT NOT NULL,
      PRIMARY KEY (job, name)
    ) STRICT, WITHOUT ROWID;
  `,
};
