import type { RandomSource } from "../../../infra/random.ts";
import { type Asset, type AssetSpec, defineAsset, type Dependencies } from "../asset.ts";
import { executeRun } from "../execute.ts";
import type { History, Materialization } from "../history.ts";
import { memoryHistory } from "../history/memory.ts";
import { defineJob } from "../job.ts";
import type { Knowledge, RunRequest } from "../plan_types.ts";
import { defineProject, type Project, type ProjectSpec } from "../project.ts";
import type { ResourceMap } from "../resource.ts";
import type { RunOptions, RunResult } from "../run.ts";
import { stepId } from "../types.ts";
import { record, type ValueKind, valueKind } from "../value_kind.ts";
import { manualClock } from "../../../infra/clock.ts";

/** Numbers kept as JSON. */
export const number: ValueKind<number> = record<number>({ parse: parseNumber });

/** Numbers that are not kept. */
export const passing: ValueKind<number> = valueKind<number>("passing", { transient: true });

function parseNumber(input: unknown): number {
  if (typeof input !== "number") throw new TypeError(`${input} is not a number`);
  return input;
}

/** An asset with a number, where only what matters to a test has to be said. */
export function asset<
  const Deps extends Dependencies = Record<never, never>,
  const Resources extends ResourceMap = Record<never, never>,
>(
  name: string,
  spec: Partial<Omit<AssetSpec<number, Deps, Resources>, "name">> = {},
): Asset<number> {
  return defineAsset<number, Deps, Resources>({
    name,
    group: "test",
    description: `The asset ${name}.`,
    kind: number,
    compute: () => 1,
    ...spec,
  });
}

/** A project of assets with the job `all`. */
export function projectOf(assets: readonly Asset[], rest: Partial<ProjectSpec> = {}): Project {
  const all = defineJob({ name: "all", selection: "*", description: "Everything." });
  return defineProject({ assets, jobs: [all], ...rest });
}

/** Where runs of a test happen. */
export interface Bench {
  readonly history: History;
  readonly root: string;
  /** Executes a run of the job `all` unless said otherwise. */
  run(project: Project, request?: Partial<RunRequest>, options?: Partial<RunOptions>): Promise<RunResult>;
  /** Paths of all files below the root, sorted. */
  files(): Promise<string[]>;
}

/** Calls `test` with a history in memory and a folder that is removed afterwards; the clock stands still. */
export async function withBench(test: (bench: Bench) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "engine-" });
  const history = memoryHistory();
  const random = countingRandom();
  try {
    await test({
      history,
      root,
      run: (project, request = {}, options = {}) =>
        executeRun(project, { job: "all", environment: "test", ...request }, {
          history,
          root,
          random,
          clock: manualClock(1_000_000),
          ...options,
        }),
      files: async () => (await filesBelow(root)).map((path) => path.slice(root.length + 1)).sort(),
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    found.push(...isDirectory ? await filesBelow(path) : [path]);
  }
  return found;
}

/** Bytes that never repeat soon: a counter. */
export function countingRandom(): RandomSource {
  let count = 0;
  return {
    bytes(length) {
      count++;
      return Uint8Array.from({ length }, (_, index) => Math.floor(count / 32 ** (length - 1 - index)) % 32);
    },
  };
}

/** Status by step id. */
export function statuses(result: RunResult): Record<string, string> {
  return Object.fromEntries(result.steps.map(({ step, status }) => [step, status]));
}

/** Lets everything that is ready run: turns of the event loop, not time. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Lets things run until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 5000) throw new Error("Cannot wait any longer: the condition never held");
    await turns(1);
  }
}

/** A promise that a test settles. */
export function gate<Value = void>(): PromiseWithResolvers<Value> {
  return Promise.withResolvers<Value>();
}

/** A recorded value, where only what matters to a test has to be said. */
export function made(name: string, partition?: string, rest: Partial<Materialization> = {}): Materialization {
  const step = stepId(name, partition);
  return {
    version: `version of ${step}`,
    run: "earlier",
    step,
    asset: name,
    ...(partition === undefined ? {} : { partition }),
    path: `${step}.json`,
    hash: `hash of ${step}`,
    bytes: 2,
    metadata: {},
    codeVersion: "1",
    inputs: [],
    fingerprint: "",
    createdAt: 0,
    ...rest,
  };
}

/** What earlier runs left, by values and keys. */
export function knowledgeOf(
  values: readonly Materialization[],
  partitions: Readonly<Record<string, readonly string[]>> = {},
): Knowledge {
  const latest = new Map<string, Map<string, Materialization>>();
  for (const value of values) {
    const byKey = latest.get(value.asset) ?? new Map<string, Materialization>();
    latest.set(value.asset, byKey.set(value.partition ?? "", value));
  }
  return { latest, partitions: new Map(Object.entries(partitions)), finished: new Map() };
}
