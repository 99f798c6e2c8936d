import { manualClock } from "../../../infra/clock.ts";
import type { Asset, AssetReference } from "../asset.ts";
import { executeRun } from "../execute.ts";
import { memoryHistory } from "../history/memory.ts";
import { defineJob } from "../job.ts";
import { defineProject, type ProjectSpec } from "../project.ts";
import type { RunOptions, RunResult } from "../run.ts";
import { stepId } from "../types.ts";

/** Settings of {@link tryAssets}. */
export interface TryAssetsOptions extends Omit<ProjectSpec, "assets" | "jobs"> {
  /** What to make. @default every asset */
  readonly selection?: string;
  /** Only these partition keys. @default all */
  readonly partitions?: readonly string[];
  /** Anything else about the run. @default a history in memory, a clock that stands still, no retries */
  readonly run?: Partial<RunOptions>;
}

/** Assets that were tried. */
export interface TriedAssets extends RunResult {
  /**
   * The value that an asset's step made.
   * @throws the step's error when it failed; TypeError when there was no such step
   */
  value<Value>(asset: Asset<Value> | AssetReference<Value>, partition?: string): Value;
}

/**
 * Makes a few assets for a test: with a history in memory, a clock that stands still and a temporary folder that is gone
 * afterwards. Retries are off, so that the first error shows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineAsset, record } from "../mod.ts";
 * import { tryAssets } from "./try_assets.ts";
 *
 * const kind = record<number>({ parse: Number });
 * const one = defineAsset({ name: "one", group: "numbers", description: "1", kind, compute: () => 1 });
 * const two = defineAsset({
 *   name: "two",
 *   group: "numbers",
 *   description: "2",
 *   kind,
 *   deps: { one },
 *   compute: ({ inputs }) => inputs.one + 1,
 * });
 * const tried = await tryAssets([one, two]);
 * assert.equal(tried.value(two), 2);
 * ```
 */
export async function tryAssets(assets: readonly Asset[], options: TryAssetsOptions = {}): Promise<TriedAssets> {
  const { selection = "*", partitions, run = {}, ...rest } = options;
  const job = defineJob({ name: "tried", selection, description: "What is tried." });
  const project = defineProject({ assets, jobs: [job], ...rest });
  const values = new Map<string, unknown>();
  const root = await Deno.makeTempDir({ prefix: "engine-" });
  try {
    const request = { job: "tried", environment: "test", ...(partitions === undefined ? {} : { partitions }) };
    const result = await executeRun(project, request, {
      history: memoryHistory(),
      root,
      clock: manualClock(),
      retries: false,
      ...run,
      onValue: (step, value) => values.set(step, value),
    });
    return { ...result, value: (asset, partition) => valueIn(result, values, stepId(asset.name, partition)) };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function valueIn<Value>(result: RunResult, values: ReadonlyMap<string, unknown>, id: string): Value {
  // The step's asset has this type of value.
  if (values.has(id)) return values.get(id) as Value;
  const step = result.steps.find(({ step }) => step === id);
  if (step === undefined) throw new TypeError(`Cannot find the value of "${id}": there was no such step`);
  throw new Error(step.error?.message ?? `Cannot find the value of "${id}": the step was ${step.status}`);
}
