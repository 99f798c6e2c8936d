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

/** Name of the label that says what asked for a run; those of people have letters. */
export const triggerLabel = "";

/** Name of the label that says who asked for a run. */
export const personLabel = "\u0001";

/** Whether tags of that name are not indexed, because the index says something else by it. */
export function isOwnLabel(name: string): boolean {
  return name === triggerLabel || name === personLabel;
}

/** Who asked for a run, where that was recorded. */
export function personOf({ request: { by } }: Pick<RunRecord, "request">): string | undefined {
  return typeof by === "string" ? by : undefined;
}

/** Characters of a name or value that are indexed: databases index no texts of any length. */
const longest = 200;

/** A name or value as it is indexed, in which no database finds a fault. */
export function labelText(text: string): string {
  return text.slice(0, longest).toWellFormed().replaceAll("\0", "\ufffd");
}

/** Whether a run is one of those that are meant, as far as its own record tells. */
export function isChosen(record: RunRecord, { job, tags = {}, trigger, by, since, until }: RunChoice): boolean {
  return (job === undefined || record.job === job) &&
    Object.entries(tags).every(([name, value]) => record.tags[name] === value) &&
    (trigger === undefined || triggerOf(record) === trigger) && (by === undefined || personOf(record) === by) &&
    (since === undefined || record.createdAt >= since) && (until === undefined || record.createdAt < until);
}

/** What a query of runs adds behind the table, with its parameters. */
export interface RunConditions {
  /** Joins and conditions. */
  readonly rest: string;
  /** The column with a run's id that an index of all conditions is sorted by. */
  readonly id: string;
  /** Tables of labels with all conditions, for after FROM; undefined where labels alone do not tell which runs are meant. */
  readonly labels: string | undefined;
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/** The conditions of a filter in SQL that both databases read. */
export function runConditions(filter: RunFilter): RunConditions {
  const { job, tags = {}, trigger, by, asset, partition, since, until, status, statuses, before } = filter;
  const parameters: Record<string, SqlValue> = {};
  const joins: string[] = [];
  const conditions: string[] = [];
  let partly = false;
  const add = (sql: string, values: Readonly<Record<string, SqlValue>>) => {
    conditions.push(sql);
    Object.assign(parameters, values);
  };
  const addLabel = (name: string, value: string) => {
    const i = joins.length;
    joins.push(`JOIN run_labels AS label${i} ON label${i}.run = runs.id`);
    add(`label${i}.name = :name${i} AND label${i}.value = :value${i}`, {
      ...{ [`name${i}`]: labelText(name), [`value${i}`]: labelText(value) },
    });
  };
  for (const [name, value] of Object.entries(tags)) {
    const isIndexed = !isOwnLabel(name);
    if (isIndexed) addLabel(name, value);
    // The index has not all of it.
    if (isIndexed && labelText(name) === name && labelText(value) === value) continue;
    partly = true;
    const i = Object.keys(parameters).length;
    add(contains("tags", `tag${i}`), { [`tag${i}`]: `${JSON.stringify(name)}:${JSON.stringify(value)}` });
  }
  if (trigger !== undefined) addLabel(triggerLabel, trigger);
  if (by !== undefined) addLabel(personLabel, by);
  const id = joins.length === 0 ? "id" : "label0.run";
  if (job !== undefined) add("job = :job", { job });
  if (status !== undefined) add("status = :status", { status });
  if (statuses !== undefined) {
    const named = Object.fromEntries(statuses.map((one, i) => [`status${i}`, one]));
    add(`status IN (${Object.keys(named).map((name) => `:${name}`).join(", ")})`, named);
  }
  if (asset !== undefined || partition !== undefined) {
    partly = true;
    const meant = [
      ...(asset === undefined ? [] : [" AND steps.asset = :asset"]),
      ...(partition === undefined ? [] : [" AND steps.partition = :partition"]),
    ].join("");
    add(`EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id${meant})`, {
      ...(asset === undefined ? {} : { asset }),
      ...(partition === undefined ? {} : { partition }),
    });
  }
  if (before !== undefined) add(`${id} < :before`, { before });
  // Names of runs begin with their time, so their order answers for it.
  if (since !== undefined) add(`${id} >= :since`, { since: firstRunId(since) });
  if (until !== undefined) add(`${id} < :until`, { until: firstRunId(until) });
  const where = conditions.length === 0 ? [] : [`WHERE ${conditions.join(" AND ")}`];
  const ofRuns = job !== undefined || status !== undefined || statuses !== undefined || partly;
  const labels = joins.length === 0 || ofRuns ? undefined : [
    "run_labels AS label0",
    ...joins.slice(1).map((join) => join.replace("runs.id", "label0.run")),
    ...where,
  ].join(" ");
  return { rest: [...joins, ...where].join(" "), id, labels, parameters };
}

/** Whether a text has another one in it, in capital and small letters as they are. */
function contains(column: string, parameter: string): string {
  return `replace(${column}, :${parameter}, '') <> ${column}`;
}

/** The name that sorts before all runs of a millisecond and after all earlier ones. */
export function firstRunId(time: number): string {
  return runId({ now: () => Math.max(0, time) }, { bytes: (count) => new Uint8Array(count) });
}
