import { type Asset, dependencyTarget } from "./asset.ts";
import { type HeldValues, type Readers, readersOf } from "./held_values.ts";
import type { StepRecord } from "./history.ts";
import { checkRequestedKeys, withKeys } from "./plan_scope.ts";
import { stepsOf } from "./plan_steps.ts";
import type { LaterGroup, Plan, PlannedStep } from "./plan_types.ts";
import type { Run } from "./run.ts";
import type { Need, Scheduler } from "./scheduler.ts";
import type { StepTask } from "./step.ts";
import { pendingRecord } from "./step_batches.ts";
import { type RunId, type StepId, stepId } from "./types.ts";

/** A step of a run with all that is known about it. */
export interface StepEntry extends StepTask {
  mayDefer: boolean;
  readonly readers: Readers;
  record: StepRecord;
  /** The run that made what was reused. */
  fromRun?: RunId;
}

/** The steps of a run as tasks of a scheduler; grows when the keys of dynamic partitions become known. */
export class TaskGraph {
  readonly entries = new Map<StepId, StepEntry>();
  readonly #run: Run;
  readonly #scheduler: Scheduler;
  /** Planned assets whose values another planned asset reads. */
  readonly #read: ReadonlySet<string>;
  #later: readonly LaterGroup[];

  constructor(run: Run, scheduler: Scheduler, plan: Plan) {
    this.#run = run;
    this.#scheduler = scheduler;
    this.#later = plan.later;
    this.#read = new Set(plan.assets.flatMap((name) => targetsOf(this.#asset(name))));
    this.#addPlan(plan);
  }

  /** Assets whose steps are not known yet. */
  get later(): readonly string[] {
    return this.#later.filter(({ planned }) => planned).map(({ asset }) => asset);
  }

  /** The step that stands for the unknown steps of an asset. */
  barrierStep(asset: string): PlannedStep {
    const reason = this.#run.scope.reasons.get(asset)!;
    return { id: barrierId(asset), asset, partition: undefined, reason, inputs: [], order: 0 };
  }

  /**
   * Adds the steps of all assets with the dynamic partitions `name`, and returns them.
   *
   * @throws {Problem} of kind usage when keys were asked for that no partitions have.
   */
  expand(name: string, keys: readonly string[]): readonly PlannedStep[] {
    this.#run.scope = withKeys(this.#run.scope, name, keys);
    checkRequestedKeys(this.#run.scope);
    const groups = this.#later.filter(({ partitions }) => partitions === name);
    this.#later = this.#later.filter(({ partitions }) => partitions !== name);
    const added = groups.map((group) => group.planned ? stepsOf(this.#run.scope, this.#asset(group.asset)) : []);
    for (const step of added.flat()) this.#addStep(step);
    groups.forEach((group, index) => {
      this.#scheduler.open(barrierId(group.asset), added[index]!.map(({ id }) => id));
      if (group.planned) this.#run.values.release(this.#groupReaders(group));
    });
    return added.flat();
  }

  /** Looks up the steps that read a step. */
  readersByStep(): (entry: StepEntry) => readonly StepEntry[] {
    const readers = new Map<string, StepEntry[]>();
    for (const entry of this.entries.values()) {
      const { steps, assets } = entry.readers;
      for (const key of [...steps.map((id) => `step ${id}`), ...assets.map((name) => `asset ${name}`)]) {
        const list = readers.get(key);
        if (list === undefined) readers.set(key, [entry]);
        else list.push(entry);
      }
    }
    return ({ step }) => [...readers.get(`step ${step.id}`) ?? [], ...readers.get(`asset ${step.asset}`) ?? []];
  }

  #asset(name: string): Asset {
    return this.#run.project.assets.get(name)!;
  }

  #addPlan(plan: Plan): void {
    const stepsOfAsset = Map.groupBy(plan.steps, ({ asset }) => asset);
    const groups = new Map(plan.later.map((group) => [group.asset, group]));
    const placed = new Set<LaterGroup>();
    for (const name of plan.assets) {
      for (const needed of [...targetsOf(this.#asset(name)), name]) {
        const group = groups.get(needed);
        if (group === undefined || placed.has(group)) continue;
        placed.add(group);
        this.#addBarrier(group);
      }
      for (const step of stepsOfAsset.get(name) ?? []) this.#addStep(step);
    }
  }

  #addBarrier(group: LaterGroup): void {
    const needs = [{ id: group.definedBy, lenient: false }];
    this.#scheduler.add({ id: barrierId(group.asset), order: 0 }, needs, { barrier: true });
    if (group.planned) this.#run.values.retain(this.#groupReaders(group));
  }

  #groupReaders({ asset }: LaterGroup): Parameters<HeldValues["retain"]>[0] {
    return { steps: [], assets: targetsOf(this.#asset(asset)) };
  }

  #addStep(step: PlannedStep): void {
    const { pool, kind, definesPartitions } = this.#asset(step.asset);
    const { request, values } = this.#run;
    const readers = readersOf(step);
    values.retain(readers);
    const reuses = request.reuse === true || request.fromFailure !== undefined;
    const isRead = this.#read.has(step.asset);
    this.entries.set(step.id, {
      step,
      readers,
      isRead,
      mayDefer: reuses && kind.transient && isRead && definesPartitions.length === 0,
      progress: { attempt: 0, startedElapsed: 0 },
      record: pendingRecord(this.#run, step),
    });
    this.#scheduler.add({ id: step.id, order: step.order, pool }, needsOf(step));
  }
}

/** The id that stands for the steps of an asset as long as its partitions are not known. */
export function barrierId(asset: string): StepId {
  return stepId(asset, "*");
}

function targetsOf(asset: Asset): string[] {
  return Object.values(asset.deps).map((dependency) => dependencyTarget(dependency).name);
}

function needsOf(step: PlannedStep): readonly Need[] {
  const needs = new Map<StepId, boolean>();
  const add = (id: StepId, lenient: boolean) => needs.set(id, lenient && needs.get(id) !== false);
  for (const input of step.inputs) {
    const lenient = input.kind === "all" && input.missing === "leave_out";
    if (input.kind === "all" && input.sources === undefined) add(barrierId(input.asset), lenient);
    const sources = input.kind === "one" ? [input.source] : input.sources?.values() ?? [];
    for (const source of sources) if (source.kind === "step") add(source.step, lenient);
  }
  return [...needs].map(([id, lenient]) => ({ id, lenient }));
}
