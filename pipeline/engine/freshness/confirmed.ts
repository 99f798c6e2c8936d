import type { Asset } from "../asset.ts";
import type { History, RunRecord, StepRecord } from "../history.ts";
import type { RunId } from "../types.ts";

const leastSteps = 200;

/** What the history tells of an asset's steps. */
export interface AssetSteps {
  readonly keys: readonly (string | undefined)[];
  /** Newest first; at least three for each key. */
  readonly steps: readonly StepRecord[];
  /** When a run last made a key, or found it unchanged; keys that were never made are missing. */
  readonly confirmedAt: ReadonlyMap<string | undefined, number>;
}

/** Reads steps and runs, each once. */
export class StepReader {
  readonly #history: History;
  readonly #runs = new Map<RunId, Promise<RunRecord | undefined>>();
  readonly #steps = new Map<string, Promise<AssetSteps>>();

  constructor(history: History) {
    this.#history = history;
  }

  run(id: RunId): Promise<RunRecord | undefined> {
    return once(this.#runs, id, () => this.#history.run(id));
  }

  of(asset: Asset): Promise<AssetSteps> {
    return once(this.#steps, asset.name, () => this.#read(asset));
  }

  async #read(asset: Asset): Promise<AssetSteps> {
    const keys = await this.#keys(asset);
    const steps = await this.#history.stepsOf(asset.name, { limit: Math.max(leastSteps, 3 * keys.length) });
    const confirmedAt = new Map<string | undefined, number>();
    const latest = asset.kind.transient ? new Map<string, never>() : await this.#history.latestOf(asset.name);
    for (const key of keys) {
      const value: { readonly createdAt: number } | undefined = latest.get(key ?? "");
      if (value === undefined) continue;
      confirmedAt.set(key, Math.max(value.createdAt, await this.#lastConfirmed(steps, key)));
    }
    return { keys, steps, confirmedAt };
  }

  async #keys({ partitions }: Asset): Promise<readonly (string | undefined)[]> {
    if (partitions === undefined) return [undefined];
    return partitions.kind === "static" ? partitions.keys : await this.#history.partitions(partitions.name);
  }

  /** A run that goes on from a failed one takes what that had made without looking whether it is unchanged. */
  async #lastConfirmed(steps: readonly StepRecord[], key: string | undefined): Promise<number> {
    for (const { partition, status, endedAt, run } of steps) {
      if (partition !== key || endedAt === undefined) continue;
      if (status === "success") return endedAt;
      if (status === "reused" && (await this.run(run))?.parentRun === undefined) return endedAt;
    }
    return -Infinity;
  }
}

function once<Value>(map: Map<string, Promise<Value>>, key: string, read: () => Promise<Value>): Promise<Value> {
  let found = map.get(key);
  if (found === undefined) {
    found = read();
    map.set(key, found);
  }
  return found;
}
