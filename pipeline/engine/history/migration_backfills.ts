import type { Migration } from "../../../infra/migrate.ts";

/** Who made a backfill, which only the audit knew, and why its keys failed, which only their runs knew. */
export const backfillsMigration: Omit<Migration, "version"> = {
  name: "makers of backfills, failures of keys",
  sql: `
    ALTER TABLE backfills ADD COLUMN created_by TEXT;
    ALTER TABLE backfill_items ADD COLUMN error TEXT;
    UPDATE backfills SET created_by = (
      SELECT actor FROM audit WHERE action = 'backfill.create' AND target = backfills.id ORDER BY id LIMIT 1
    );
  `,
};
