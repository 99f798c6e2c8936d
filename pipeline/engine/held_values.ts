import type { Materialization, Origin } from "./history.ts";
import type { PlannedStep } from "./plan_types.ts";
import type { StepId } from "./types.ts";

/** What a step gives to those that read it. */
export interface HeldValue {
  readonly asset: string;
  readonly partition: string | undefined;
  /** Content hash, or the fingerprint of a transient value. */
  readonly version: string;
  /** Of a transient value: what it is made from. */
  readonly origin?: Origin;
  readonly content:
    | { readonly kind: "value"; readonly value: unknown }
    | { readonly kind: "stored"; readonly materialization: Materialization }
    /** Not made, because nobody asked for it yet. */
    | { readonly kind: "deferred" };
}

/** Whose values are needed by a step that is not over: steps by id, and all steps of an asset. */
export interface Readers {
  readonly steps: readonly StepId[];
  readonly assets: readonly string[];
}

/** Values of finished steps, kept as long as somebody may still read them. */
export class HeldValues {
  readonly #values = new Map<StepId, HeldValue>();
  readonly #readers = new Map<StepId, number>();
  readonly #assetReaders = new Map<string, number>();
  readonly #stepsOf = new Map<string, Set<StepId>>();

  get size(): number {
    return this.#values.size;
  }

  get(step: StepId): HeldValue | undefined {
    return this.#values.get(step);
  }

  /** Keeps a value if somebody will read it. */
  set(step: StepId, value: HeldValue): void {
    const steps = this.#stepsOf.get(value.asset) ?? new Set();
    this.#stepsOf.set(value.asset, steps.add(step));
    this.#values.set(step, value);
    this.#drop(step, value.asset);
  }

  /** Somebody will read these. */
  retain({ steps, assets }: Readers): void {
    for (const step of steps) this.#readers.set(step, (this.#readers.get(step) ?? 0) + 1);
    for (const asset of assets) this.#assetReaders.set(asset, (this.#assetReaders.get(asset) ?? 0) + 1);
  }

  /** The same one has read them, or never will. */
  release({ steps, assets }: Readers): void {
    for (const step of steps) {
      this.#readers.set(step, this.#readers.get(step)! - 1);
      this.#drop(step, this.#values.get(step)?.asset);
    }
    for (const asset of assets) {
      this.#assetReaders.set(asset, this.#assetReaders.get(asset)! - 1);
      for (const step of this.#stepsOf.get(asset) ?? []) this.#drop(step, asset);
    }
  }

  #drop(step: StepId, asset: string | undefined): void {
    if (asset === undefined || (this.#readers.get(step) ?? 0) > 0 || (this.#assetReaders.get(asset) ?? 0) > 0) return;
    this.#values.delete(step);
    this.#stepsOf.get(asset)?.delete(step);
  }
}

/** Whom a step reads. */
export function readersOf(step: PlannedStep): Readers {
  const steps: StepId[] = [];
  const assets: string[] = [];
  for (const input of step.inputs) {
    if (input.kind === "all" && input.sources === undefined) assets.push(input.asset);
    const sources = input.kind === "one" ? [input.source] : input.sources?.values() ?? [];
    for (const source of sources) if (source.kind === "step") steps.push(source.step);
  }
  return { steps, assets };
}
