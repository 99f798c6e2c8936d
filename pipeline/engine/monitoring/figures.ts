import type { Database } from "../../../infra/database.ts";
import type { MetricFamily } from "../../../infra/monitoring/mod.ts";
import type { BackfillItemStatus, BackfillStatus } from "../backfill.ts";
import type { QueueItem, QueueLimits } from "../coordination.ts";
import type { FreshnessStatus } from "../freshness/types.ts";
import type { RunStatus } from "../types.ts";

/** What a ledger holds, counted. */
export interface LedgerFigures {
  /** Runs by job and status. */
  readonly runs: readonly {
    readonly job: string;
    readonly status: RunStatus;
    readonly count: number;
    /** Sum over those that began and ended. */
    readonly seconds: number;
    /** How many those are. */
    readonly timed: number;
    /** Newest end, milliseconds since 1970; 0 for none. */
    readonly lastEnd: number;
  }[];
  readonly ticks: readonly {
    readonly kind: string;
    readonly name: string;
    readonly outcome: string;
    readonly count: number;
  }[];
  /** Checks that failed. */
  readonly failedChecks: readonly {
    readonly asset: string;
    readonly name: string;
    readonly severity: string;
    readonly count: number;
  }[];
  /** Assets with a freshness policy, as a service saw them last. */
  readonly freshness: readonly {
    readonly asset: string;
    readonly status: FreshnessStatus;
    /** Milliseconds since 1970; 0 for none. */
    readonly deadline: number;
    readonly confirmedAt: number;
  }[];
  readonly deliveries: readonly { readonly channel: string; readonly state: string; readonly count: number }[];
  readonly backfills: readonly { readonly job: string; readonly status: BackfillStatus; readonly count: number }[];
  /** Keys of backfills that have not ended. */
  readonly backfillKeys: readonly {
    readonly backfill: string;
    readonly job: string;
    readonly status: BackfillItemStatus;
    readonly count: number;
  }[];
}

/** Where a ledger is kept. */
export interface LedgerStorage {
  readonly kind: "sqlite" | "postgres";
  /** A path, or an address without password. */
  readonly name: string;
  /** Version of the tables. */
  readonly schema: number;
  readonly bytes: number;
}

/** Counts what a ledger holds. */
export interface FigureReader {
  read(): Promise<LedgerFigures>;
  storage(): Promise<LedgerStorage>;
}

/** Reads figures from the history's database. */
export class SqlFigures implements FigureReader {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async storage(): Promise<LedgerStorage> {
    const { dialect: kind, name } = this.#db;
    const facts = await this.#db.get<Pick<LedgerStorage, "schema" | "bytes">>(
      kind === "sqlite"
        ? `SELECT user_version AS schema, page_count * page_size AS bytes
             FROM pragma_user_version, pragma_page_count, pragma_page_size`
        : `SELECT max(version) AS schema, pg_database_size(current_database()) AS bytes FROM schema_version`,
    );
    return { kind, name, schema: Number(facts?.schema ?? 0), bytes: Number(facts?.bytes ?? 0) };
  }

  async read(): Promise<LedgerFigures> {
    const db = this.#db;
    return {
      runs: await db.all(
        `SELECT job, status, count(*) AS count, count(ended_at - started_at) AS timed,
           coalesce(sum(ended_at - started_at), 0) / 1000.0 AS seconds, coalesce(max(ended_at), 0) AS "lastEnd"
         FROM runs GROUP BY job, status ORDER BY job, status`,
      ),
      ticks: await db.all(
        "SELECT kind, name, outcome, count(*) AS count FROM ticks GROUP BY kind, name, outcome ORDER BY kind, name, outcome",
      ),
      failedChecks: await db.all(
        `SELECT asset, name, severity, count(*) AS count FROM checks WHERE passed = 0
         GROUP BY asset, name, severity ORDER BY asset, name, severity`,
      ),
      freshness: await db.all(
        `SELECT asset, status, coalesce(deadline, 0) AS deadline, coalesce(confirmed_at, 0) AS "confirmedAt"
         FROM freshness ORDER BY asset`,
      ),
      deliveries: await db.all(
        "SELECT channel, state, count(*) AS count FROM deliveries GROUP BY channel, state ORDER BY channel, state",
      ),
      backfills: await db.all(
        "SELECT job, status, count(*) AS count FROM backfills GROUP BY job, status ORDER BY job, status",
      ),
      backfillKeys: await db.all(
        `SELECT backfills.id AS backfill, backfills.job, CASE WHEN backfill_items.status <> 'queued' THEN backfill_items.status
           WHEN runs.status = 'starting' THEN 'running' ELSE coalesce(runs.status, 'failure') END AS status, count(*) AS count
         FROM backfills JOIN backfill_items ON backfill = backfills.id LEFT JOIN runs ON runs.id = backfill_items.run
         WHERE backfills.status IN ('running', 'paused', 'canceling') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      ),
    };
  }
}

/** What is shown as metrics. */
export interface MetricSources {
  readonly figures: LedgerFigures;
  readonly queue: readonly QueueItem[];
  readonly limits: QueueLimits;
}

/**
 * Metrics of a ledger, their names begin with `prefix`. Counts are of what the ledger still holds: they sink when old runs are
 * removed, so they are gauges.
 */
export function ledgerMetrics(prefix: string, { figures, queue, limits }: MetricSources): readonly MetricFamily[] {
  const { runs, ticks, failedChecks, freshness, deliveries, backfills, backfillKeys } = figures;
  const gauge = (name: string, help: string, samples: MetricFamily["samples"]): MetricFamily => ({
    ...{ name: `${prefix}_${name}`, type: "gauge", help, samples },
  });
  const counted = (rows: readonly (object & { readonly count: number })[]) =>
    rows.map(({ count: value, ...labels }) => ({ labels: labels as Readonly<Record<string, string>>, value }));
  const timed = runs.filter((row) => row.timed > 0);
  const durations: MetricFamily = {
    name: `${prefix}_run_duration_seconds`,
    type: "summary",
    help: "Seconds from begin to end of recorded runs.",
    samples: timed.flatMap(({ job, status, seconds, timed }) => [
      { suffix: "_sum", labels: { job, status }, value: seconds },
      { suffix: "_count", labels: { job, status }, value: timed },
    ]),
  };
  const lastSuccess = runs.filter(({ status, lastEnd }) => status === "success" && lastEnd > 0);
  return [
    gauge("runs", "Recorded runs.", counted(runs.map(({ job, status, count }) => ({ job, status, count })))),
    durations,
    gauge(
      "last_success_timestamp_seconds",
      "End of the newest successful run of a job.",
      lastSuccess.map(({ job, lastEnd }) => ({ labels: { job }, value: lastEnd / 1_000 })),
    ),
    ...queueMetrics(gauge, queue, limits),
    gauge("ticks", "Recorded evaluations of schedules and sensors.", counted(ticks)),
    gauge("failed_checks", "Recorded checks that failed.", counted(failedChecks)),
    ...freshnessMetrics(gauge, freshness),
    gauge("alert_deliveries", "Messages on their way, sent and dead.", counted(deliveries)),
    gauge("backfills", "Recorded backfills.", counted(backfills)),
    gauge("backfill_keys", "Keys of backfills that have not ended.", counted(backfillKeys)),
  ];
}

type Gauge = (name: string, help: string, samples: MetricFamily["samples"]) => MetricFamily;

function freshnessMetrics(gauge: Gauge, freshness: LedgerFigures["freshness"]): readonly MetricFamily[] {
  const confirmed = freshness.filter(({ confirmedAt }) => confirmedAt > 0);
  const due = freshness.filter(({ deadline }) => deadline > 0);
  return [
    gauge(
      "asset_late",
      "Whether an asset with a freshness policy is late.",
      freshness.map(({ asset, status }) => ({ labels: { asset, status }, value: status === "late" ? 1 : 0 })),
    ),
    gauge(
      "asset_confirmed_timestamp_seconds",
      "When an asset with a freshness policy was last made or found unchanged.",
      confirmed.map(({ asset, confirmedAt }) => ({ labels: { asset }, value: confirmedAt / 1_000 })),
    ),
    gauge(
      "asset_deadline_timestamp_seconds",
      "When an asset with a freshness policy becomes late, or became it.",
      due.map(({ asset, deadline }) => ({ labels: { asset }, value: deadline / 1_000 })),
    ),
  ];
}

function queueMetrics(
  gauge: Gauge,
  queue: readonly QueueItem[],
  limits: QueueLimits,
): readonly MetricFamily[] {
  const executed = queue.filter(({ claim }) => claim !== undefined);
  const waiting = new Map<string, number>(reasons.map((reason) => [reason, 0]));
  for (const item of queue.filter(({ claim }) => claim === undefined)) {
    const reason = reasonOf(item);
    waiting.set(reason, waiting.get(reason)! + 1);
  }
  const pools = new Map(Object.keys(limits.pools).map((pool) => [pool, 0]));
  for (const { entry } of executed) {
    for (const [pool, slots] of Object.entries(entry.pools)) pools.set(pool, (pools.get(pool) ?? 0) + slots);
  }
  return [
    gauge("queue_waiting", "Runs that wait, by what they wait for.", labeled("reason", waiting)),
    gauge("queue_executed", "Runs that a process executes.", [{ value: executed.length }]),
    gauge("queue_limit", "Runs that may be executed at once.", [{ value: limits.total }]),
    gauge("pool_slots_taken", "Slots of pools that executed runs take.", labeled("pool", pools)),
    gauge("pool_slots", "Slots of pools.", labeled("pool", new Map(Object.entries(limits.pools)))),
  ];
}

function labeled(label: string, values: ReadonlyMap<string, number>): MetricFamily["samples"] {
  return [...values].map(([name, value]) => ({ labels: { [label]: name }, value }));
}

/** What runs wait for, as values of a label. */
const reasons = ["not_before", "total", "pool", "tag", "job", "worker"] as const;

function reasonOf({ waiting }: QueueItem): (typeof reasons)[number] {
  switch (waiting?.kind) {
    case "not_before":
    case "total":
    case "pool":
    case "tag":
    case "job":
      return waiting.kind;
    case "single":
      return "pool";
    case "no_worker":
    case "workers_busy":
    case "soon":
    case undefined:
      return "worker";
    default:
      return waiting satisfies never;
  }
}
