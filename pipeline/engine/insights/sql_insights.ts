import type { Database } from "../../../infra/database.ts";
import { firstRunId } from "../history/run_choice.ts";
import type { Breakage, EndCount, InsightReader, Span, SpanFacts } from "./types.ts";

interface EndRow {
  readonly name: string;
  readonly status: string;
  readonly length: number | null;
  readonly count: number | bigint;
  readonly retried: number | bigint | null;
}

interface BreakageRow {
  readonly name: string;
  readonly failed_at: number;
  readonly fixed_at: number | null;
}

/**
 * Lengths with three digits, so that there are few of them however many runs there are; `round` is understood alike by
 * both databases, unlike casts and percentiles.
 */
function rounded(length: string): string {
  const steps = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8].map((limit) => `WHEN ${length} < ${limit} THEN ${limit / 1e3}`);
  const step = `(CASE ${steps.join(" ")} ELSE 1000000 END)`;
  return `round((${length}) / ${step}) * ${step}`;
}

/** Runs by job: names of runs begin with their time, so that a span is a part of the table. */
const runEnds = `
  SELECT job AS name, status, ${rounded("(ended_at - started_at)")} AS length, count(*) AS count,
    sum(CASE WHEN EXISTS (
      SELECT 1 FROM run_labels WHERE run_labels.run = runs.id AND run_labels.name = '' AND run_labels.value = 'retry'
    ) THEN 1 ELSE 0 END) AS retried
  FROM runs
  WHERE id >= :first AND id < :last AND status IN ('success', 'failure', 'canceled')
  GROUP BY 1, 2, 3`;

const stepEnds = `
  SELECT asset AS name, status, ${rounded("(ended_at - started_at)")} AS length, count(*) AS count,
    sum(CASE WHEN attempt > 1 THEN 1 ELSE 0 END) AS retried
  FROM steps
  WHERE run >= :first AND run < :last AND status IN ('success', 'failed')
  GROUP BY 1, 2, 3`;

const runBreakages = `
  SELECT job AS name, ended_at AS failed_at,
    (SELECT later.ended_at FROM runs AS later
     WHERE later.job = runs.job AND later.status = 'success' AND later.id > runs.id
     ORDER BY later.id LIMIT 1) AS fixed_at
  FROM runs
  WHERE id >= :first AND id < :last AND status = 'failure' AND ended_at IS NOT NULL
    AND NOT coalesce((SELECT max(before.id) FROM runs AS before
      WHERE before.job = runs.job AND before.status = 'failure' AND before.id < runs.id), '')
    > coalesce((SELECT max(before.id) FROM runs AS before
      WHERE before.job = runs.job AND before.status = 'success' AND before.id < runs.id), '')
  ORDER BY id`;

const sameAsset = "other.asset = steps.asset AND coalesce(other.partition, '') = coalesce(steps.partition, '')";

const stepBreakages = `
  SELECT asset AS name, ended_at AS failed_at,
    (SELECT other.ended_at FROM steps AS other
     WHERE ${sameAsset} AND other.run > steps.run AND other.status IN ('success', 'reused')
     ORDER BY other.run LIMIT 1) AS fixed_at
  FROM steps
  WHERE run >= :first AND run < :last AND status = 'failed' AND ended_at IS NOT NULL
    AND coalesce((SELECT other.status FROM steps AS other
      WHERE ${sameAsset} AND other.run < steps.run AND other.status IN ('success', 'reused', 'failed')
      ORDER BY other.run DESC LIMIT 1), 'success') <> 'failed'
  ORDER BY run, step`;

/** How runs and steps went, in a database of either kind. */
export class SqlInsights implements InsightReader {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  jobs(span: Span): Promise<SpanFacts> {
    return this.#read(span, runEnds, runBreakages);
  }

  assets(span: Span): Promise<SpanFacts> {
    return this.#read(span, stepEnds, stepBreakages);
  }

  async #read({ since, until }: Span, ends: string, breakages: string): Promise<SpanFacts> {
    const parameters = { first: firstRunId(since), last: firstRunId(until) };
    const ended = await this.#db.all<EndRow>(ends, parameters);
    const broken = await this.#db.all<BreakageRow>(breakages, parameters);
    return { ends: ended.map(endOf), breakages: broken.map(breakageOf) };
  }
}

function endOf({ name, status, length, count, retried }: EndRow): EndCount {
  return {
    name,
    status: status === "failed" ? "failure" : status as EndCount["status"],
    ...(length === null ? {} : { length }),
    count: Number(count),
    retried: Number(retried ?? 0),
  };
}

function breakageOf({ name, failed_at, fixed_at }: BreakageRow): Breakage {
  return { name, failedAt: failed_at, ...(fixed_at === null ? {} : { fixedAt: fixed_at }) };
}
