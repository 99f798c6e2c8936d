import type { Database } from "../../infra/database.ts";
import { runId } from "../../infra/random.ts";
import type {
  ErrorRecord,
  Materialization,
  RunEvent,
  RunRecord,
  RunStatus,
  StepRecord,
} from "../../pipeline/engine/mod.ts";
import { type CheckedTable, withChecksum } from "../../pipeline/engine/history/checksums.ts";
import * as rows from "../../pipeline/engine/history/rows.ts";
import { labelRows } from "../../pipeline/engine/history/run_labels.ts";
import { columns } from "../../pipeline/engine/history/sql_write.ts";
import { assetName, assetsOf, groupsOf, isChecked, jobName } from "./project.ts";
import { eventOfRun } from "./fill_events.ts";

/** How large a history is made. */
export interface HistorySize {
  readonly runs: number;
  readonly events: number;
  readonly assets: number;
}

/** Runs of a made history that stand for their kind. */
export interface MadeHistory {
  readonly size: HistorySize;
  /** A few hundred from all over it, with some steps each. */
  readonly small: readonly string[];
  /** Of five areas each, 200 steps. */
  readonly wide: readonly string[];
  /** Of every asset. */
  readonly whole: readonly string[];
  /** With so many events that they are read in pages. */
  readonly long: readonly { readonly run: string; readonly events: number }[];
}

type Table = CheckedTable & keyof typeof columns;
type Row = rows.Row;

const day = 86_400_000;
/** The last run began then: figures of two days can be compared. */
const end = Date.UTC(2026, 10, 20);
const span = 400 * day;
const together = 500;
const stepsOfSmall = 6;
const areasOfWide = 5;

/** Writes rows of one table in statements of some hundred. */
class Writer {
  readonly #waiting = new Map<string, { readonly names: readonly string[]; readonly rows: Row[] }>();

  constructor(readonly db: Pick<Database, "run">) {}

  async add(table: string, row: Row): Promise<void> {
    const waiting = this.#waiting.get(table) ?? { names: Object.keys(row), rows: [] };
    this.#waiting.set(table, waiting);
    waiting.rows.push(row);
    if (waiting.rows.length < together) return;
    // Everything else refers to runs.
    if (this.#waiting.has("runs")) await this.#write("runs");
    await this.#write(table);
  }

  async flush(): Promise<void> {
    for (const table of this.#waiting.keys()) await this.#write(table);
  }

  async #write(table: string): Promise<void> {
    const { names, rows } = this.#waiting.get(table)!;
    if (rows.length === 0) return;
    const one = `(${names.map(() => "?").join(", ")})`;
    const values = rows.flatMap((row) => names.map((name) => row[name] ?? null));
    const sql = `INSERT INTO ${table} (${names.join(", ")}) VALUES ${rows.map(() => one).join(", ")}`;
    rows.length = 0;
    await this.db.run(sql, values);
  }
}

/** Fills an empty history, whose schema is there, with finished runs. */
export async function fillHistory(
  db: Database,
  size: HistorySize,
  onRuns: (done: number) => void,
): Promise<MadeHistory> {
  const made = {
    size,
    small: [] as string[],
    wide: [] as string[],
    whole: [] as string[],
    long: [] as { run: string; events: number }[],
  };
  const shape = shapeOf(size);
  const latest = new Map<string, string>();
  for (let first = 0; first < size.runs; first += shape.perTransaction) {
    await db.transaction(async (queries) => {
      const writer = new Writer(queries);
      const last = Math.min(size.runs, first + shape.perTransaction);
      for (let index = first; index < last; index++) {
        const run = await writeRun(writer, index, shape, latest);
        note(made, run, index, shape);
      }
      await writer.flush();
    });
    onRuns(Math.min(size.runs, first + shape.perTransaction));
  }
  await db.transaction(async (queries) => {
    const writer = new Writer(queries);
    for (const [asset, version] of latest) {
      await writer.add("latest", withChecksum("latest", { asset, partition: "", version }));
    }
    await writer.flush();
  });
  return made;
}

interface Shape {
  readonly size: HistorySize;
  /** Events of runs with few and with many. */
  readonly few: number;
  readonly many: number;
  readonly everyLong: number;
  readonly everyWide: number;
  readonly everyWhole: number;
  readonly everyNoted: number;
  readonly perTransaction: number;
}

/** A fifth of the events is in twenty runs; every 500th run is a wide one, two are of all assets. */
function shapeOf(size: HistorySize): Shape {
  const { runs, events } = size;
  const long = Math.min(20, Math.ceil(runs / 100));
  const many = Math.floor(events / 5 / long);
  return {
    ...{ size, many, few: Math.max(20, Math.round((events - long * many) / (runs - long))) },
    everyLong: Math.floor(runs / long),
    everyWide: Math.min(500, Math.ceil(runs / 10)),
    everyWhole: Math.ceil(runs / 2),
    everyNoted: Math.ceil(runs / 400),
    perTransaction: 2_000,
  };
}

type Kind = "small" | "wide" | "whole";

function kindOf(index: number, { everyWhole, everyWide }: Shape): Kind {
  if (index % everyWhole === everyWhole - 1) return "whole";
  return index % everyWide === 17 ? "wide" : "small";
}

function isLong(index: number, { everyLong }: Shape): boolean {
  return index % everyLong === 29;
}

function note(
  made: { small: string[]; wide: string[]; whole: string[]; long: { run: string; events: number }[] },
  run: string,
  index: number,
  shape: Shape,
) {
  const kind = kindOf(index, shape);
  if (isLong(index, shape)) made.long.push({ run, events: shape.many });
  else if (kind !== "small" || index % shape.everyNoted === 3 % shape.everyNoted) made[kind].push(run);
}

function statusOf(index: number): RunStatus {
  return index % 25 === 11 ? "failure" : index % 97 === 5 ? "canceled" : "success";
}

async function writeRun(writer: Writer, index: number, shape: Shape, latest: Map<string, string>): Promise<string> {
  const { size } = shape;
  const at = Math.floor(end - span + index / size.runs * span);
  const id = runId({ now: () => at }, { bytes: (count) => new Uint8Array(count).map((_, i) => index >> i & 31) });
  const group = index % groupsOf(size.assets);
  const kind = kindOf(index, shape);
  const status = kind === "whole" ? "success" : statusOf(index);
  const assets = assetsOfRun(kind, group, size.assets);
  const milliseconds = 60_000 + index * 7_919 % 240_000;
  const record: RunRecord = {
    ...{ id, status, environment: "bench", job: kind === "whole" ? "everything_job" : jobName(group) },
    tags: { team: `team ${index % 7}`, ...(index % 3 === 0 ? { priority: "high" } : {}) },
    request: {
      selection: kind === "whole" ? "*" : `group:area_${group}`,
      ...(index % 2 === 0 ? { schedule: "nightly" } : {}),
    },
    ...{ createdAt: at, startedAt: at + 400, endedAt: at + 400 + milliseconds },
    ...(status === "failure" ? { error: errorOf(assets) } : {}),
  };
  const events = isLong(index, shape) ? shape.many : shape.few;
  const empty = { parent_run: null, started_at: null, ended_at: null, heartbeat_at: null, error: null };
  await writer.add("runs", { ...withChecksum("runs", { ...empty, ...rows.runRow(record) }), last_sequence: events });
  for (const row of labelRows(record)) await writer.add("run_labels", row);
  const steps = stepsOf(record, assets, milliseconds);
  for (const [i, step] of steps.entries()) {
    await add(writer, "steps", rows.stepRow(step));
    if (step.version === undefined || (kind === "small" && i > 0)) continue;
    await add(writer, "materializations", rows.materializationRow(valueOf(step)));
    latest.set(step.asset, step.version);
    if (isChecked(assets[i]!)) await add(writer, "checks", rows.checkRow(checkOf(step, index)));
  }
  for (let n = 1; n <= events; n++) {
    const event: RunEvent = { ...eventOfRun(record, steps, n, events), run: id, sequence: n };
    await add(writer, "events", rows.eventRow(event));
  }
  return id;
}

async function add(writer: Writer, table: Table, row: Row): Promise<void> {
  await writer.add(table, withChecksum(table, row));
}

function assetsOfRun(kind: Kind, group: number, assets: number): readonly number[] {
  if (kind === "whole") return Array.from({ length: assets }, (_, index) => index);
  if (kind === "small") return assetsOf(group, assets).slice(0, stepsOfSmall);
  const groups = Array.from({ length: areasOfWide }, (_, next) => (group + next) % groupsOf(assets));
  return [...new Set(groups)].sort((a, b) => a - b).flatMap((one) => assetsOf(one, assets));
}

function errorOf(assets: readonly number[]): ErrorRecord {
  const name = assetName(assets.at(-1)!);
  return {
    ...{ name: "Problem", kind: "data", causes: [] },
    message: `Cannot make "${name}": the file of the day before has 3 columns, 4 are needed`,
    place: name,
    remedy: "Ask for the file again, then run from failure.",
  };
}

function stepsOf(run: RunRecord, assets: readonly number[], milliseconds: number): readonly StepRecord[] {
  const each = milliseconds / assets.length;
  return assets.map((index, i): StepRecord => {
    const asset = assetName(index);
    const failed = run.status !== "success" && i === assets.length - 1;
    const startedAt = Math.round(run.startedAt! + i * each);
    const base = { run: run.id, step: asset, asset, attempt: 1, startedAt, endedAt: Math.round(startedAt + each) };
    if (failed && run.error !== undefined) return { ...base, status: "failed", metadata: {}, error: run.error };
    if (failed) return { ...base, status: "canceled", metadata: {} };
    const metadata = { rows: 1_000 + index * 37 % 9_000, "rows set aside": index % 5, seconds: each / 1000 };
    return { ...base, status: "success", metadata, version: `${run.id}-${String(i).padStart(4, "0")}` };
  });
}

function valueOf({ run, step, asset, version, metadata, endedAt }: StepRecord): Materialization {
  return {
    ...{ run, step, asset, version: version!, metadata },
    ...{ path: `${asset}/${version}.json`, hash: version!.padEnd(64, "0"), bytes: 48_211, rows: 1_000 },
    ...{ codeVersion: "1", inputs: [], fingerprint: `f-${version}`, createdAt: endedAt! },
  };
}

function checkOf({ run, step, asset, endedAt }: StepRecord, index: number) {
  const passed = index % 7 !== 0;
  return {
    ...{ run, step, asset, check: "rows_as_before", severity: "warn", passed, time: endedAt! } as const,
    message: passed ? "" : "1,000 rows, 1,400 before",
    ...{ figures: { rows: 1_000, before: 1_400 }, samples: [] },
  };
}
