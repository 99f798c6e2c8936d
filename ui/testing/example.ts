import { manualClock } from "../../infra/clock.ts";
import { runId } from "../../infra/random.ts";
import {
  allPartitions,
  type Asset,
  type CheckRecord,
  defineAsset,
  defineCheck,
  defineJob,
  defineProject,
  dynamicPartitions,
  type ErrorRecord,
  type History,
  type Materialization,
  type Project,
  record,
  type RunEventBody,
  type RunStatus,
  stepId,
  type StepRecord,
  valueKind,
} from "../../pipeline/engine/mod.ts";

const facts = record({ parse: (input: unknown) => input });
const passing = valueKind("session_view", { transient: true });
const regions = dynamicPartitions("region");

/** A project of seven assets in two groups, with partitions, a transient value and a check. */
export function exampleProject(): Project {
  const group = "orders";
  const compute = () => null;
  const positive = defineCheck(facts, {
    name: "amounts_positive",
    description: "No order has a negative amount.",
    severity: "warn",
    run: () => ({ passed: true, message: "" }),
  });
  const raw = defineAsset({
    name: "raw_orders",
    group,
    description: "Orders as delivered, one row per line of the files.",
    kind: passing,
    compute,
  });
  const customers = defineAsset({
    name: "customers",
    group,
    description: "One row per customer.",
    kind: facts,
    compute,
  });
  const clean = defineAsset({
    name: "clean_orders",
    group,
    description: "Orders without duplicates; lines that break a rule are put aside.",
    kind: facts,
    deps: { raw, customers },
    definesPartitions: [regions],
    tags: { owner: "analytics" },
    checks: [positive],
    compute,
  });
  const byRegion = defineAsset({
    name: "orders_by_region",
    group,
    description: "Orders of one region.",
    kind: facts,
    deps: { clean },
    partitions: regions,
    compute,
  });
  const summary = defineAsset({
    name: "summary",
    group: "reports",
    description: "Totals over all regions, beside the customers they come from.",
    kind: facts,
    deps: { orders: allPartitions(byRegion), customers },
    compute,
  });
  const letter = defineAsset({
    name: "reports/quarterly_letter",
    group: "reports",
    description: "The letter that goes out every quarter.",
    kind: facts,
    deps: { summary },
    compute,
  });
  return defineProject({
    assets: [raw, customers, clean, byRegion, summary, letter] as readonly Asset[],
    jobs: [
      defineJob({
        name: "orders_job",
        selection: "group:orders, summary",
        description: "From delivered files to totals per region.",
        tags: { team: "analytics" },
      }),
      defineJob({ name: "letter_job", selection: "reports/quarterly_letter", description: "The quarterly letter." }),
    ],
    kinds: [{ kind: "session_view", write: () => Promise.resolve({}), read: () => Promise.resolve(null) }],
  });
}

/** How a run of {@link recordRun} went. */
export interface ExampleRun {
  /** Milliseconds since 1970 of its start. */
  readonly at: number;
  readonly job?: string;
  readonly status: RunStatus;
  /** Assets in the order they ran, one after the other, each for as long as `seconds` says; the last decides the outcome. */
  readonly steps: readonly { readonly asset: string; readonly partition?: string; readonly seconds: number }[];
  /** Rows of each value. @default 1000 */
  readonly rows?: number;
  readonly error?: ErrorRecord;
  readonly checks?: readonly Pick<CheckRecord, "check" | "severity" | "passed" | "message" | "figures" | "samples">[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Further events after those of the steps. */
  readonly log?: readonly RunEventBody[];
}

/** The id of a run that starts at a time. */
export function exampleRunId(at: number): string {
  return runId(manualClock(at), { bytes: (count) => new Uint8Array(count).map((_, i) => (at / 1000 + i * 7) % 32) });
}

function selectionOf(job: string): string {
  return exampleProject().jobs.get(job)?.selection ?? "";
}

/** Writes a run into a history as the executor would; returns its id. */
export async function recordRun(history: History, run: ExampleRun): Promise<string> {
  const { at, job = "orders_job", status, tags = {}, error } = run;
  const id = exampleRunId(at);
  await history.createRun({
    id,
    job,
    environment: "dev",
    status,
    tags,
    request: { selection: selectionOf(job) },
    createdAt: at,
  });
  const { steps, events, values, end } = play(id, run);
  const checks = (run.checks ?? []).map((check): CheckRecord => {
    return { ...check, run: id, step: "clean_orders", asset: "clean_orders", time: end };
  });
  const ended = status === "running" ? { heartbeatAt: end } : { endedAt: end };
  const partitions = { region: ["north", "south", "east"] };
  await history.write(id, {
    run: { status, startedAt: at, ...ended, ...(error === undefined ? {} : { error }) },
    steps,
    events: [...events, ...(run.log ?? []).map((event) => ({ ...event, time: end }))],
    materializations: values,
    checks,
    partitions,
  });
  return id;
}

function play(run: string, { at, status, steps, rows = 1000, error }: ExampleRun) {
  let time = at;
  const records: StepRecord[] = [];
  const values: Materialization[] = [];
  const events: (RunEventBody & { readonly time: number })[] = [
    { kind: "run_status", status: "running", time },
    { kind: "steps_planned", steps: steps.map(({ asset, partition }) => stepId(asset, partition)), later: [], time },
  ];
  steps.forEach(({ asset, partition, seconds }, i) => {
    const step = stepId(asset, partition);
    const base = { run, step, asset, ...(partition === undefined ? {} : { partition }) };
    const startedAt = time;
    events.push({ kind: "step_started", step, attempt: 1, time });
    time += seconds * 1000;
    const last = i === steps.length - 1;
    if (last && status === "running") {
      records.push({ ...base, status: "running", attempt: 1, startedAt, metadata: {} });
      return;
    }
    if (last && error !== undefined) {
      records.push({ ...base, status: "failed", attempt: 1, startedAt, endedAt: time, metadata: {}, error });
      events.push({ kind: "step_failed", step, milliseconds: seconds * 1000, error, time });
      events.push({ kind: "run_status", status: "failure", error, time });
      return;
    }
    const metadata = { "rows in": rows + 12, "rows set aside": 12 };
    records.push({ ...base, status: "success", attempt: 1, startedAt, endedAt: time, metadata });
    events.push({ kind: "step_succeeded", step, milliseconds: seconds * 1000, metadata, time });
    if (asset === "raw_orders") return;
    const version = `${run}-${i}`;
    const stored = { path: `assets/${asset}/${version}.parquet`, hash: "0".repeat(64), bytes: rows * 31, rows };
    const columns = [{ name: "order_id", type: "BIGINT" }, { name: "amount", type: "DOUBLE" }];
    const origin = { version, codeVersion: "1", inputs: [], fingerprint: "f", createdAt: time };
    values.push({ ...base, ...stored, ...origin, columns, metadata });
    events.push({ kind: "materialized", ...base, version, ...stored, time });
  });
  return { steps: records, events, values, end: time };
}
