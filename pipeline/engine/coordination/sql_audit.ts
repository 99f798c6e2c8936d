import type { Queries } from "../../../infra/database.ts";
import type { SqlValue } from "../../../infra/sqlite.ts";
import type { AuditEntry, AuditFilter, AuditRecord } from "../coordination.ts";
import type { Row } from "./rows.ts";

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

/** A change as it was kept. */
export function auditOf(row: Row): AuditRecord {
  return {
    time: row.time as number,
    actor: row.actor as string,
    action: row.action as string,
    target: row.target as string,
    details: JSON.parse(row.details as string) as AuditRecord["details"],
  };
}

/** Conditions by the names of what they are given. */
const conditions: Readonly<Record<Exclude<keyof AuditFilter, "limit">, string>> = {
  actor: "actor = :actor",
  action: "action = :action",
  target: "lower(target) LIKE lower(:target) ESCAPE '!'",
  since: "time >= :since",
  until: "time < :until",
  before: "id < :before",
};

/** Changes that a filter chooses, the one that was recorded last first. */
export async function readAudit(db: Queries, filter: AuditFilter): Promise<readonly AuditEntry[]> {
  const { limit = 50, target, ...rest } = filter;
  const text = target === undefined ? undefined : `%${target.replaceAll(/[!%_]/g, "!$&")}%`;
  const given = Object.entries({ ...rest, target: text }).filter(([, value]) => value !== undefined);
  const parts = given.map(([name]) => conditions[name as keyof typeof conditions]);
  const where = parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`;
  const rows = await db.all<Row>(
    `SELECT id, time, actor, action, target, details FROM audit ${where} ORDER BY id DESC LIMIT :limit`,
    { ...Object.fromEntries(given) as Record<string, SqlValue>, limit },
  );
  return rows.map((row) => ({ id: row.id as number, ...auditOf(row) }));
}
