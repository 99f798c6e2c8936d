import type { SqlValue } from "../../../infra/sqlite.ts";
import { runId } from "../../../infra/random.ts";
import type { RunChoice, RunFilter, RunRecord, RunTrigger } from "../history.ts";

/** Keys of a recorded request that tell what asked for the run. */
const marks: Readonly<Record<Exclude<RunTrigger, "manual">, string>> = {
  schedule: "schedule",
  sensor: "sensor",
  backfill: "backfill",
  retry: "retryOf",
};

/** What asked for a run. */
export function triggerOf({ request }: Pick<RunRecord, "request">): RunTrigger {
  const found = Object.entries(marks).find(([, key]) => request[key] !== undefined);
  return found === undefined ? "manual" : found[0] as RunTrigger;
}

/** Whether a run is one of those that are meant. */
export function isChosen(record: RunRecord, { job, tags = {}, trigger, since, until }: RunChoice): boolean {
  return (job === undefined || record.job === job) &&
    Object.entries(tags).every(([name, value]) => record.tags[name] === value) &&
    (trigger === undefined || triggerOf(record) === trigger) &&
    (since === undefined || record.createdAt >= since) && (until === undefined || record.createdAt < until);
}

/** Conditions of a query of runs, joined by AND, with their parameters. */
export interface RunConditions {
  readonly where: string;
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/** The conditions of a filter in SQL that both databases read. */
export function runConditions(filter: RunFilter): RunConditions {
  const { job, tags = {}, trigger, since, until, status, statuses, before } = filter;
  const parameters: Record<string, SqlValue> = {};
  const conditions: string[] = [];
  const add = (sql: string, values: Readonly<Record<string, SqlValue>>) => {
    conditions.push(sql);
    Object.assign(parameters, values);
  };
  if (job !== undefined) add("job = :job", { job });
  if (status !== undefined) add("status = :status", { status });
  if (statuses !== undefined) {
    const named = Object.fromEntries(statuses.map((one, i) => [`status${i}`, one]));
    add(`status IN (${Object.keys(named).map((name) => `:${name}`).join(", ")})`, named);
  }
  if (before !== undefined) add("id < :before", { before });
  // Names of runs begin with their time, so their order answers for it.
  if (since !== undefined) add("id >= :since", { since: firstId(since) });
  if (until !== undefined) add("id < :until", { until: firstId(until) });
  Object.entries(tags).forEach(([name, value], i) => {
    add(contains("tags", `tag${i}`), { [`tag${i}`]: `${JSON.stringify(name)}:${JSON.stringify(value)}` });
  });
  if (trigger !== undefined) addTrigger(trigger, add);
  return { where: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`, parameters };
}

function addTrigger(
  trigger: RunTrigger,
  add: (sql: string, values: Readonly<Record<string, SqlValue>>) => void,
): void {
  const mark = (kind: keyof typeof marks) => ({ [`mark_${kind}`]: `"${marks[kind]}":` });
  if (trigger !== "manual") return add(contains("request", `mark_${trigger}`), mark(trigger));
  for (const kind of Object.keys(marks) as (keyof typeof marks)[]) {
    add(`NOT (${contains("request", `mark_${kind}`)})`, mark(kind));
  }
}

/** Whether a text has another one in it, in capital and small letters as they are. */
function contains(column: string, parameter: string): string {
  return `replace(${column}, :${parameter}, '') <> ${column}`;
}

/** The name that sorts before all runs of a millisecond and after all earlier ones. */
function firstId(time: number): string {
  return runId({ now: () => Math.max(0, time) }, { bytes: (count) => new Uint8Array(count) });
}
