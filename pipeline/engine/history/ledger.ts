import { systemClock } from "../../../infra/clock.ts";
import type { Database } from "../../../infra/database.ts";
import { type SlowQuery, watchQueries } from "../../../infra/query_watch.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { SqlAccounts } from "../accounts/sql_accounts.ts";
import type { Coordination } from "../coordination.ts";
import { SqlCoordination } from "../coordination/sql_coordination.ts";
import { SqlFreshness } from "../freshness/sql_freshness.ts";
import type { FreshnessLedger } from "../freshness/types.ts";
import type { History } from "../history.ts";
import { SqlInsights } from "../insights/sql_insights.ts";
import type { InsightReader } from "../insights/types.ts";
import { type FigureReader, SqlFigures } from "../monitoring/figures.ts";
import type { Outbox } from "../monitoring/outbox.ts";
import { SqlOutbox } from "../monitoring/sql_outbox.ts";
import type { Presets } from "../presets/presets.ts";
import { SqlPresets } from "../presets/sql_presets.ts";
import type { Retention } from "../retention/retained.ts";
import { SqlRetention } from "../retention/sql_retention.ts";
import { SqlHistory } from "./sql_history.ts";

/** What ran, what is to run and what is to be told, in one database; closing the history closes all. */
export interface Ledger {
  readonly history: History;
  readonly coordination: Coordination;
  readonly outbox: Outbox;
  readonly figures: FigureReader;
  readonly retention: Retention;
  readonly accounts: Accounts;
  readonly presets: Presets;
  readonly freshness: FreshnessLedger;
  readonly insights: InsightReader;
  /** Statements of this process that took long, the slowest first. */
  readonly slowQueries: () => readonly SlowQuery[];
}

/** The ledger in a database whose tables are there and up to date. */
export function sqlLedger(opened: Database): Ledger {
  const { database, slow } = watchQueries(opened, { clock: systemClock });
  return {
    history: new SqlHistory(database),
    coordination: new SqlCoordination(database),
    outbox: new SqlOutbox(database),
    figures: new SqlFigures(database),
    accounts: new SqlAccounts(database),
    presets: new SqlPresets(database),
    freshness: new SqlFreshness(database),
    insights: new SqlInsights(database),
    slowQueries: slow,
    retention: new SqlRetention(database),
  };
}
