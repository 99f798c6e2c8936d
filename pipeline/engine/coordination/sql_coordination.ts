import type { Database } from "../../../infra/database.ts";
import type { BackfillLedger } from "../backfill.ts";
import type {
  AuditEntry,
  AuditFilter,
  AuditRecord,
  AutomationLedger,
  Coordination,
  LimitLedger,
  RunQueue,
  WorkerLedger,
} from "../coordination.ts";
import type { Row } from "./rows.ts";
import { auditOf, insertAudit, readAudit } from "./sql_audit.ts";
import { SqlAutomation } from "./sql_automation.ts";
import { SqlBackfills } from "./sql_backfills.ts";
import { SqlLimits } from "./sql_limits.ts";
import { SqlQueue } from "./sql_queue.ts";
import { SqlWorkers } from "./sql_workers.ts";

/** Coordination in the history's database. */
export class SqlCoordination implements Coordination {
  readonly queue: RunQueue;
  readonly workers: WorkerLedger;
  readonly limits: LimitLedger;
  readonly automation: AutomationLedger;
  readonly backfills: BackfillLedger;
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    this.workers = new SqlWorkers(db);
    this.limits = new SqlLimits(db);
    this.queue = new SqlQueue(db, this.workers);
    this.automation = new SqlAutomation(db);
    this.backfills = new SqlBackfills(db);
  }

  audit(record: AuditRecord): Promise<void> {
    return insertAudit(this.#db, record);
  }

  async audits(options: { readonly before?: number; readonly limit?: number } = {}): Promise<readonly AuditRecord[]> {
    const { before = Number.MAX_SAFE_INTEGER, limit = 50 } = options;
    const rows = await this.#db.all<Row>(
      "SELECT time, actor, action, target, details FROM audit WHERE time < ? ORDER BY time DESC, id DESC LIMIT ?",
      [before, limit],
    );
    return rows.map(auditOf);
  }

  auditLog(filter: AuditFilter = {}): Promise<readonly AuditEntry[]> {
    return readAudit(this.#db, filter);
  }

  async auditNames(): Promise<{ readonly actors: readonly string[]; readonly actions: readonly string[] }> {
    const names = async (column: "actor" | "action") => {
      const rows = await this.#db.all<{ name: string }>(`SELECT DISTINCT ${column} AS name FROM audit ORDER BY 1`);
      return rows.map(({ name }) => name);
    };
    return { actors: await names("actor"), actions: await names("action") };
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
