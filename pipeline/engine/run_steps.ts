import { toError } from "../../infra/errors.ts";
import type { HeldValue } from "./held_values.ts";
import type { CheckRecord, HistoryBatch, Materialization, StepRecord } from "./history.ts";
import { isResourceFailure } from "./open_resources.ts";
import type { Plan } from "./plan_types.ts";
import type { Run } from "./run.ts";
import { mergeBatches } from "./run_writer.ts";
import { Scheduler } from "./scheduler.ts";
import { runStep } from "./step.ts";
import { plannedBatch, stepEnd } from "./step_batches.ts";
import type { StepOutcome } from "./step_outcome.ts";
import { barrierId, type StepEntry, TaskGraph } from "./task_graph.ts";
import { isOver, type StepId } from "./types.ts";

type FinalOutcome = Exclude<StepOutcome, { kind: "deferred" | "blocked" }>;

/** Executes the steps of a plan: what may run next is the scheduler's, how a step runs is `runStep`'s. */
export class StepRunner {
  readonly checks: CheckRecord[] = [];
  readonly materializations: Materialization[] = [];
  readonly #run: Run;
  readonly #scheduler: Scheduler;
  readonly #tasks: TaskGraph;
  /** Records of assets whose steps never became known. */
  readonly #unknown: StepRecord[] = [];
  #failure: Error | undefined;
  #stopped = false;
  #wake = Promise.withResolvers<void>();

  constructor(run: Run, plan: Plan) {
    this.#run = run;
    this.#scheduler = new Scheduler(run.settings);
    this.#tasks = new TaskGraph(run, this.#scheduler, plan);
  }

  /** Records of all steps, in the order they were planned. */
  get steps(): readonly StepRecord[] {
    return [...this.#tasks.entries.values()].map(({ record }) => record).concat(this.#unknown);
  }

  /** Why the run could not go on, if so. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** What is recorded when the run begins. */
  firstBatch(): HistoryBatch {
    const steps = [...this.#tasks.entries.values()].map(({ step }) => step);
    return plannedBatch(this.#run, steps, this.#tasks.later);
  }

  /** Runs until every step is over. Rejects only when the history refuses to record. */
  async runAll(): Promise<void> {
    const stop = () => {
      this.#stopped = true;
    };
    this.#run.signal.addEventListener("abort", stop, { once: true });
    if (this.#run.signal.aborted) stop();
    try {
      for (;;) {
        this.#startReady();
        if (this.#scheduler.running === 0) break;
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
      }
    } finally {
      this.#run.signal.removeEventListener("abort", stop);
    }
    await this.#endTheRest();
  }

  #startReady(): void {
    while (!this.#stopped) {
      const task = this.#scheduler.next();
      if (task === undefined) return;
      this.#runOne(this.#tasks.entries.get(task.id)!)
        .catch((error) => this.#breakOff(task.id, toError(error)))
        .finally(() => this.#wake.resolve());
    }
  }

  async #runOne(entry: StepEntry): Promise<void> {
    const { id } = entry.step;
    const outcome = await runStep(this.#run, entry);
    switch (outcome.kind) {
      case "deferred":
        entry.mayDefer = false;
        this.#hold(entry, outcome.version, { kind: "deferred" });
        return this.#scheduler.deferred(id);
      case "blocked":
        this.#scheduler.waitFor(id, outcome.on);
        return this.#recordSkipped();
      case "skipped": {
        const causes = new Set(outcome.because.flatMap((lost) => this.#scheduler.causes(lost)));
        return await this.#end(entry, { kind: "skipped", because: [...causes] });
      }
      default:
        return await this.#end(entry, outcome);
    }
  }

  /** Records first; only what is in the history lets other steps go on. */
  async #end(entry: StepEntry, outcome: FinalOutcome): Promise<void> {
    const { id } = entry.step;
    const { record, batch } = stepEnd(this.#run, entry.step, entry.progress, outcome);
    await this.#run.writer.commit(batch);
    entry.record = record;
    this.checks.push(...batch.checks ?? []);
    this.materializations.push(...batch.materializations ?? []);
    switch (outcome.kind) {
      case "made":
      case "reused":
        this.#succeed(entry, outcome);
        break;
      case "skipped":
        this.#scheduler.skip(id, outcome.because);
        break;
      case "failed":
        if (isResourceFailure(outcome.error)) this.#giveUp(outcome.error);
        this.#scheduler.failed(id);
        break;
      case "canceled":
        this.#stopped = true;
        this.#scheduler.failed(id);
        // What needs it is canceled as well, at the end, and not skipped.
        this.#scheduler.takeSkipped();
        break;
      default:
        outcome satisfies never;
    }
    this.#run.values.release(entry.readers);
    this.#recordSkipped();
  }

  #succeed(entry: StepEntry, outcome: Extract<FinalOutcome, { kind: "made" | "reused" }>): void {
    const { materialization, version } = outcome;
    if (outcome.kind === "made") {
      this.#run.settings.onValue?.(entry.step.id, outcome.value);
      this.#hold(entry, version, { kind: "value", value: outcome.value });
    } else {
      entry.fromRun = outcome.fromRun;
      if (materialization !== undefined) this.#hold(entry, version, { kind: "stored", materialization });
    }
    const { definesPartitions } = this.#run.project.assets.get(entry.step.asset)!;
    for (const { name } of definesPartitions) {
      const before = this.#run.scope.knowledge.partitions.get(name) ?? [];
      this.#expand(name, outcome.kind === "made" ? outcome.partitions.get(name) ?? [] : before);
    }
    this.#scheduler.done(entry.step.id);
  }

  #hold({ step, prepared }: StepEntry, version: string, content: HeldValue["content"]): void {
    const { asset, partition } = step;
    const origin = this.#run.project.assets.get(asset)!.kind.transient ? prepared?.origin : undefined;
    this.#run.values.set(step.id, { asset, partition, version, content, ...(origin === undefined ? {} : { origin }) });
  }

  #expand(name: string, keys: readonly string[]): void {
    try {
      const steps = this.#tasks.expand(name, keys);
      if (steps.length > 0) this.#run.writer.note(plannedBatch(this.#run, steps, this.#tasks.later));
    } catch (error) {
      this.#giveUp(toError(error));
    }
  }

  /** The run cannot go on; what is running may end. */
  #giveUp(error: Error): void {
    this.#failure ??= error;
    this.#stopped = true;
  }

  /** The history does not take the end of a step. */
  #breakOff(id: StepId, error: Error): void {
    this.#giveUp(error);
    if (this.#scheduler.state(id) === "running") this.#scheduler.failed(id);
  }

  #recordSkipped(): void {
    const ends = this.#scheduler.takeSkipped()
      .filter((id) => this.#tasks.entries.get(id)?.record.status !== "skipped")
      .flatMap((id) => this.#markEnded(id, { kind: "skipped", because: this.#scheduler.causes(id) }));
    if (ends.length > 0) this.#run.writer.note(mergeBatches(ends));
  }

  /** Ends a step, or the steps of an asset that never became known, without having run it. */
  #markEnded(id: StepId, outcome: Exclude<FinalOutcome, { kind: "made" | "failed" }>): HistoryBatch[] {
    const entry = this.#tasks.entries.get(id);
    if (entry !== undefined) {
      const { record, batch } = stepEnd(this.#run, entry.step, entry.progress, outcome);
      entry.record = record;
      this.#run.values.release(entry.readers);
      return [batch];
    }
    const asset = this.#tasks.later.find((name) => barrierId(name) === id);
    if (asset === undefined) return [];
    const progress = { attempt: 0, startedElapsed: 0 };
    const { record, batch } = stepEnd(this.#run, this.#tasks.barrierStep(asset), progress, outcome);
    this.#unknown.push(record);
    return [batch];
  }

  /** Ends what was never run: put off and not asked for, canceled, or left when the run could not go on. */
  async #endTheRest(): Promise<void> {
    const open = [...this.#tasks.entries.values()].filter(({ record }) => !isOver(record.status));
    const ended = new Set(this.#unknown.map(({ step }) => step));
    const unknown = this.#tasks.later.map(barrierId).filter((id) => !ended.has(id));
    const fate = this.#fates();
    const ends = unknown.flatMap((id) => this.#markEnded(id, fate(undefined)));
    // What reads a value comes after it, and its fate decides about a value that was put off.
    for (const entry of open.reverse()) ends.push(...this.#markEnded(entry.step.id, fate(entry)));
    if (ends.length > 0) await this.#run.writer.commit(mergeBatches(ends));
  }

  /** Decides about steps that were never run, those that read them first. */
  #fates(): (entry: StepEntry | undefined) => Exclude<FinalOutcome, { kind: "made" | "failed" }> {
    const readers = this.#tasks.readersByStep();
    const failed = this.steps.filter(({ status }) => status === "failed").map(({ step }) => step);
    return (entry) => {
      if (this.#run.signal.aborted) return { kind: "canceled" };
      if (this.#failure !== undefined || entry === undefined) return { kind: "skipped", because: failed };
      const fromRun = readers(entry).find((reader) => reader.fromRun !== undefined)?.fromRun;
      if (fromRun === undefined) return { kind: "skipped", because: failed };
      entry.fromRun = fromRun;
      const because = "nothing that is made in this run reads it";
      return { kind: "reused", materialization: undefined, version: "", fromRun, because };
    };
  }
}
