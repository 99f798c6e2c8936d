import type { Queries } from "../../../infra/database.ts";
import type { AuditRecord } from "../coordination.ts";

/** Keeps what was changed and who did it. */
export async function insertAudit(
  db: Queries,
  { time, actor, action, target, details }: AuditRecord,
): Promise<void> {
  await db.run("INSERT INTO audit (time, actor, action, target, details) VALUES (?, ?, ?, ?, ?)", [
    time,
    actor,
    action,
    target,
    JSON.stringify(details),
  ]);
}
