import { type History, type Materialization, Problem, type RunId } from "../engine/mod.ts";
import { defaultCategory } from "../assets/clustering/branch.ts";

/** Both ways to look at stores. */
export const clusterSides = ["internal", "external"] as const;

/** One of {@link clusterSides}. */
export type ClusterSide = (typeof clusterSides)[number];

/** The clusters of one category from one side. */
export interface ModelKey {
  readonly side: ClusterSide;
  /** `default` where the side is clustered once for all categories. */
  readonly category: string;
}

/** The values that are looked at: the newest ones, or those of a run. */
export interface ChosenValues {
  /** The run that was asked for. */
  readonly run: RunId | undefined;
  /** By category; a value without partitions stands under `default`. */
  all(asset: string): Promise<ReadonlyMap<string, Materialization>>;
  /** The value of a category. */
  find(asset: string, category?: string): Promise<Materialization | undefined>;
}

/**
 * The newest values, or those that a run made or took over.
 *
 * @throws {Problem} of kind usage when there is no such run
 */
export async function chooseValues(history: History, run?: RunId): Promise<ChosenValues> {
  return run === undefined ? newest(history) : await ofRun(history, run);
}

function newest(history: History): ChosenValues {
  const categoryOf = (key: string) => key === "" ? defaultCategory : key;
  return {
    run: undefined,
    all: async (asset) => {
      return new Map([...await history.latestOf(asset)].map(([key, value]) => [categoryOf(key), value]));
    },
    find: async (asset, category = defaultCategory) =>
      await history.latest(asset, category) ?? (category === defaultCategory ? await history.latest(asset) : undefined),
  };
}

async function ofRun(history: History, run: RunId): Promise<ChosenValues> {
  if (await history.run(run) === undefined) {
    throw new Problem("usage", `Cannot look at run "${run}": there is no such run`, { place: "run" });
  }
  const versions = new Map<string, Map<string, string>>();
  for (const { asset, partition = defaultCategory, version } of await history.steps(run)) {
    if (version === undefined) continue;
    if (!versions.has(asset)) versions.set(asset, new Map());
    versions.get(asset)!.set(partition, version);
  }
  const find = async (asset: string, category = defaultCategory) => {
    const version = versions.get(asset)?.get(category);
    return version === undefined ? undefined : await history.materialization(version);
  };
  return {
    run,
    find,
    all: async (asset) => {
      const found = new Map<string, Materialization>();
      for (const category of versions.get(asset)?.keys() ?? []) {
        const value = await find(asset, category);
        if (value !== undefined) found.set(category, value);
      }
      return found;
    },
  };
}

/** The value of a category. @throws {Problem} of kind usage when there is none */
export async function valueOf(values: ChosenValues, asset: string, category?: string): Promise<Materialization> {
  const found = await values.find(asset, category);
  if (found !== undefined) return found;
  const whose = category === undefined ? "" : ` of "${category}"`;
  throw new Problem(
    "usage",
    `Cannot show "${asset}"${whose}: no ${values.run === undefined ? "run" : "step"} made it`,
    {
      place: category ?? asset,
      remedy: values.run === undefined
        ? "Run full_pipeline_job, or the job that the asset is in."
        : `Run ${values.run} did not get so far, or is of another job: choose another run.`,
    },
  );
}
