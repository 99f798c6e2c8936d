import type {
  CheckRecord,
  ErrorRecord,
  Json,
  Metadata,
  RunRecord,
  RunStatus,
  StepRecord,
  StepStatus,
} from "../pipeline/engine/mod.ts";

/** A failed step as the summary shows it. */
export interface StepFailure {
  readonly step: string;
  readonly error: ErrorRecord;
}

/** A failed check as the summary shows it. */
export interface CheckFailure {
  readonly step: string;
  readonly check: string;
  readonly severity: "warn" | "error";
  readonly message: string;
}

/** How a run went, put together from its records. */
export interface RunSummary {
  readonly run: string;
  readonly job: string;
  readonly environment: string;
  /** Arguments of `run` that ask for the same again, quoted for a shell. */
  readonly again: string;
  /** The `--set` that it ran with, quoted for a shell, each with a blank before it: other settings, other history. */
  readonly overrides: string;
  readonly status: RunStatus;
  /** When it gave its last sign of life, if its process seems to be gone. */
  readonly silentSince: number | undefined;
  /** From start to end, or undefined while it runs. */
  readonly milliseconds: number | undefined;
  /** Number of steps by status. */
  readonly steps: Readonly<Partial<Record<StepStatus, number>>>;
  /** Rows read, undefined when no step tells. */
  readonly rowsIn: number | undefined;
  /** Rows put aside. */
  readonly rowsRejected: number;
  readonly rejectsFiles: readonly string[];
  /** What assets want to be shown, by label. */
  readonly facts: readonly (readonly [label: string, value: string | number])[];
  readonly checksPassed: number;
  readonly checksFailed: readonly CheckFailure[];
  readonly files: readonly string[];
  readonly failures: readonly StepFailure[];
  readonly error: ErrorRecord | undefined;
}

/**
 * Puts a run's records together. Steps tell what they read and wrote by metadata: `rows_in` and `rows_rejected` (numbers),
 * `rejects_files` and `files_written` (lists of paths), `summary` (labels with a text or a number each). A run whose process
 * seems to be gone is told with `silentSince`. @default it is not
 */
export function summarizeRun(
  run: RunRecord,
  steps: readonly StepRecord[],
  checks: readonly CheckRecord[],
  options: Partial<Pick<RunSummary, "silentSince">> = {},
): RunSummary {
  const { silentSince } = options;
  const counts: Partial<Record<StepStatus, number>> = {};
  const facts = new Map<string, string | number>();
  for (const { status, metadata } of steps) {
    counts[status] = (counts[status] ?? 0) + 1;
    for (const [label, value] of factsOf(metadata)) facts.set(label, value);
  }
  const computed = steps.filter(({ status }) => status !== "reused");
  return {
    run: run.id,
    job: run.job,
    environment: run.environment,
    again: againArguments(run),
    overrides: overrideArguments(run),
    status: run.status,
    silentSince,
    milliseconds: run.endedAt === undefined ? undefined : run.endedAt - (run.startedAt ?? run.createdAt),
    steps: counts,
    rowsIn: total(computed, "rows_in"),
    rowsRejected: total(computed, "rows_rejected") ?? 0,
    rejectsFiles: paths(computed, "rejects_files"),
    facts: [...facts],
    checksPassed: checks.filter(({ passed }) => passed).length,
    checksFailed: checks.filter(({ passed }) => !passed)
      .map(({ step, check, severity, message }) => ({ step, check, severity, message })),
    files: paths(computed, "files_written"),
    failures: steps.flatMap(({ step, status, error }) => (status === "failed" && error ? [{ step, error }] : [])),
    error: run.error,
  };
}

/** Names the job of a run that only a selection asked for. */
export const adHoc = "ad hoc";

/** The exit code that a finished run stands for. */
export function runExitCode(summary: RunSummary): number {
  if (summary.status === "success") return 0;
  if (summary.status === "canceled") return 130;
  const kinds = new Set([...summary.failures.map(({ error }) => error.kind), summary.error?.kind]);
  if (kinds.has("configuration")) return 3;
  if (kinds.has("data")) return 5;
  return 4;
}

function againArguments({ job, request }: RunRecord): string {
  const { select, partitions } = request;
  const words = job === adHoc ? [] : [job];
  if (typeof select === "string") words.push("--select", select);
  for (const key of Array.isArray(partitions) ? partitions : []) words.push("--partition", String(key));
  return words.map(quoted).join(" ");
}

function overrideArguments({ request: { overrides } }: RunRecord): string {
  return (Array.isArray(overrides) ? overrides : []).map((text) => ` --set ${quoted(String(text))}`).join("");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function factsOf(metadata: Metadata): readonly (readonly [string, string | number])[] {
  const summary = metadata["summary"];
  if (summary === null || typeof summary !== "object" || Array.isArray(summary)) return [];
  return Object.entries(summary as Readonly<Record<string, Json>>)
    .filter((pair): pair is [string, string | number] => typeof pair[1] === "string" || typeof pair[1] === "number");
}

function total(steps: readonly StepRecord[], key: string): number | undefined {
  const numbers = steps.map(({ metadata }) => metadata[key]).filter((value) => typeof value === "number");
  return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0);
}

function paths(steps: readonly StepRecord[], key: string): readonly string[] {
  const found = steps.flatMap(({ metadata }) => metadata[key] ?? []);
  return [...new Set(found.filter((value) => typeof value === "string"))];
}
