import type { Database } from "../../../infra/database.ts";
import { verifyLedger } from "../history/verify.ts";
import type { RunId } from "../types.ts";
import type { EndedStatus } from "./policy.ts";
import { countPlain, removePlain } from "./sql_plain.ts";
import { doomedRuns, removeFirstEvents, removePart, runsWithOldEvents } from "./sql_runs.ts";
import { doomedValues } from "./sql_values.ts";
import type { Amount, DoomedRun, DoomedValue, PlainKind, PlainLimits, Retention } from "./retained.ts";

/** What is kept, in a database of either kind. */
export class SqlRetention implements Retention {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  doomedRuns(
    status: EndedStatus,
    limits: PlainLimits & { readonly endedBefore: number },
  ): Promise<readonly DoomedRun[]> {
    return doomedRuns(this.#db, status, limits);
  }

  removePart(run: RunId, rows: number): Promise<boolean> {
    return removePart(this.#db, run, rows);
  }

  runsWithOldEvents(before: number): Promise<readonly (Amount & { readonly run: RunId })[]> {
    return runsWithOldEvents(this.#db, before);
  }

  async removeEvents(run: RunId, rows: number): Promise<boolean> {
    return await removeFirstEvents(this.#db, run, rows) === rows;
  }

  doomedValues(gone: ReadonlySet<RunId>, options: { readonly now: number }): AsyncIterable<DoomedValue> {
    return doomedValues(this.#db, gone, options);
  }

  async removeValue(version: string): Promise<boolean> {
    const free = "version = ? AND NOT EXISTS (SELECT 1 FROM latest WHERE latest.version = materializations.version)";
    return await this.#db.run(`DELETE FROM materializations WHERE ${free}`, [version]) === 1;
  }

  countPlain(kind: PlainKind, limits: PlainLimits): Promise<Amount> {
    return countPlain(this.#db, kind, limits);
  }

  removePlain(kind: PlainKind, limits: PlainLimits, rows: number): Promise<number> {
    return removePlain(this.#db, kind, limits, rows);
  }

  verify(signal?: AbortSignal): Promise<readonly string[]> {
    return verifyLedger(this.#db, signal);
  }
}
