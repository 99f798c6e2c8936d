import type { ErrorRecord, Metadata, RunEvent, RunStatus, StepId, StepStatus } from "../../pipeline/engine/mod.ts";

/** A step as far as the events tell. Times are milliseconds since 1970. */
export interface StepProgress {
  readonly id: StepId;
  readonly asset: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly rows?: number;
}

/** All steps of one asset, partitions taken together. */
export interface AssetProgress {
  readonly asset: string;
  readonly steps: number;
  readonly partitioned: boolean;
  /** Steps by their final status. */
  readonly ended: Readonly<Partial<Record<StepStatus, number>>>;
  /** From the first start to the last end. */
  readonly milliseconds: number;
  /** Rows stored, when any were. */
  readonly rows: number | undefined;
}

/** What is worth a line that stays on the screen. */
export type Notice =
  | { readonly kind: "asset_ended"; readonly asset: AssetProgress }
  | { readonly kind: "step_failed"; readonly step: StepId; readonly error: ErrorRecord }
  | {
    readonly kind: "step_retrying";
    readonly step: StepId;
    readonly attempt: number;
    readonly delay: number;
    readonly error: ErrorRecord;
  }
  | {
    readonly kind: "check_failed";
    readonly step: StepId;
    readonly check: string;
    readonly severity: "warn" | "error";
    readonly message: string;
  };

/** A run as far as its events tell. */
export interface RunProgress {
  /** Takes the next event in; gives what a person should be told at once. */
  apply(event: RunEvent): readonly Notice[];
  readonly status: RunStatus | undefined;
  /** Steps that are planned so far. */
  readonly planned: number;
  /** Steps that came to an end, in whatever way. */
  readonly ended: number;
  /** Running and retrying steps, the longest running first. */
  running(): readonly StepProgress[];
}

/** Ends the id of a step that stands for all partitions, while their keys are not known. */
const unknownKeys = "[*]";
const finalStatuses: ReadonlySet<StepStatus> = new Set(["success", "reused", "failed", "skipped", "canceled"]);

/** Makes the {@link RunProgress} of a run that has not begun. */
export function runProgress(): RunProgress {
  return new EventProgress();
}

class EventProgress implements RunProgress {
  status: RunStatus | undefined;
  ended = 0;
  readonly #steps = new Map<StepId, StepProgress>();
  readonly #live = new Set<StepId>();
  readonly #byAsset = new Map<string, StepId[]>();

  get planned(): number {
    return this.#steps.size;
  }

  running(): readonly StepProgress[] {
    const live = [...this.#live].map((id) => this.#steps.get(id)!);
    return live.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  }

  apply(event: RunEvent): readonly Notice[] {
    switch (event.kind) {
      case "run_status":
        this.status = event.status;
        return [];
      case "steps_planned":
        this.#plan(event.steps);
        return [];
      case "step_started":
        this.#change(event.step, { status: "running", attempt: event.attempt, startedAt: event.time });
        return [];
      case "step_retrying": {
        this.#change(event.step, { status: "retrying", attempt: event.attempt });
        const { step, attempt, delay, error } = event;
        return [{ kind: "step_retrying", step, attempt, delay, error }];
      }
      case "materialized":
        if (event.rows !== undefined) this.#change(event.step, { rows: event.rows });
        return [];
      case "step_succeeded": {
        const rows = rowsOf(event.metadata);
        if (rows !== undefined && this.#steps.get(event.step)?.rows === undefined) this.#change(event.step, { rows });
        return this.#end(event.step, "success", event.time);
      }
      case "step_reused":
        return this.#end(event.step, "reused", event.time);
      case "step_failed":
        return [
          { kind: "step_failed", step: event.step, error: event.error },
          ...this.#end(event.step, "failed", event.time),
        ];
      case "step_skipped":
        return this.#end(event.step, "skipped", event.time);
      case "step_canceled":
        return this.#end(event.step, "canceled", event.time);
      case "check_evaluated": {
        const { step, check, severity, message } = event;
        return event.passed ? [] : [{ kind: "check_failed", step, check, severity, message }];
      }
      case "partitions_set":
      case "log":
        return [];
      default:
        return event satisfies never;
    }
  }

  #plan(ids: readonly StepId[]): void {
    for (const id of ids) {
      if (this.#steps.has(id)) continue;
      const asset = assetOf(id);
      this.#steps.set(id, { id, asset, status: "pending", attempt: 0 });
      const known = this.#byAsset.get(asset);
      if (known === undefined) this.#byAsset.set(asset, [id]);
      else known.push(id);
    }
  }

  #change(id: StepId, changes: Partial<StepProgress>): void {
    this.#plan([id]);
    const before = this.#steps.get(id)!;
    const after = { ...before, ...changes };
    this.#steps.set(id, after);
    if (after.status === "running" || after.status === "retrying") this.#live.add(id);
    else this.#live.delete(id);
    if (!finalStatuses.has(before.status) && finalStatuses.has(after.status)) this.ended++;
  }

  #end(id: StepId, status: StepStatus, time: number): readonly Notice[] {
    this.#change(id, { status, endedAt: time });
    const siblings = this.#byAsset.get(assetOf(id))!.map((sibling) => this.#steps.get(sibling)!);
    if (!siblings.every((step) => finalStatuses.has(step.status))) return [];
    // What never began before the run was canceled is no news.
    if (siblings.every((step) => step.status === "canceled" && step.startedAt === undefined)) return [];
    return [{ kind: "asset_ended", asset: assetProgress(siblings) }];
  }
}

/** The asset's name in a step id. */
export function assetOf(step: StepId): string {
  const bracket = step.indexOf("[");
  return bracket === -1 ? step : step.slice(0, bracket);
}

function assetProgress(steps: readonly StepProgress[]): AssetProgress {
  const ended: Partial<Record<StepStatus, number>> = {};
  let [first, last, rows] = [Infinity, -Infinity, 0];
  for (const step of steps) {
    ended[step.status] = (ended[step.status] ?? 0) + 1;
    first = Math.min(first, step.startedAt ?? Infinity);
    if (step.startedAt !== undefined) last = Math.max(last, step.endedAt ?? -Infinity);
    rows += step.rows ?? 0;
  }
  return {
    asset: steps[0]!.asset,
    steps: steps.length,
    partitioned: steps.some(({ id, asset }) => id !== asset && id !== `${asset}${unknownKeys}`),
    ended,
    milliseconds: Math.max(0, last - first) || 0,
    rows: steps.some((step) => step.rows !== undefined) ? rows : undefined,
  };
}

function rowsOf(metadata: Metadata): number | undefined {
  return typeof metadata["rows"] === "number" ? metadata["rows"] : undefined;
}
