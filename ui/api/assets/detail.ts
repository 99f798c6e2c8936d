import { isFinal, type Materialization, type RunId } from "../../../pipeline/engine/mod.ts";
import type { z } from "zod";
import type { Backend } from "../../backend.ts";
import { errorView } from "../../view_models.ts";
import type { CatalogEntry } from "./catalog.ts";
import type { getAsset, listPartitions } from "./endpoints.ts";
import { newestOf, valueAnswer } from "./values.ts";

const mostValues = 500;
const mostBuilds = 30;

/** All that the API tells of one asset at once. */
export async function assetDetail(backend: Backend, entry: CatalogEntry): Promise<z.output<typeof getAsset["output"]>> {
  const { asset, answer, latest, attempt } = entry;
  const newest = newestOf(latest.values());
  const failed = attempt?.steps.flatMap(({ step, error }) => error === undefined ? [] : [{ step, error }]) ?? [];
  return {
    asset: answer,
    place: String(asset.place),
    codeVersion: asset.codeVersion,
    resources: Object.values(asset.resources).map(({ name }) => name),
    ...(asset.pool === undefined ? {} : { pool: asset.pool }),
    observes: asset.observes,
    ...(newest === undefined ? {} : { newest: valueAnswer(newest, entry) }),
    builds: asset.kind.transient ? [] : await builds(backend, asset.name),
    failures: failed.map(({ step, error }) => ({ step, run: attempt!.run.id, error: errorView(error) })),
    live: attempt !== undefined && !isFinal(attempt.run.status),
  };
}

/** What the newest runs stored of an asset, oldest first; the oldest of them may be cut off and is left out then. */
async function builds({ ledger: { history } }: Backend, asset: string) {
  const values = await history.valuesOf(asset, { limit: mostValues });
  const byRun = [...Map.groupBy(values, ({ run }) => run)];
  const whole = values.length < mostValues ? byRun : byRun.slice(0, Math.max(1, byRun.length - 1));
  return await Promise.all(whole.slice(0, mostBuilds).toReversed().map(([run, own]) => build(run, own)));

  async function build(run: RunId, own: readonly Materialization[]) {
    const rows = own.flatMap((value) => value.rows ?? []);
    const steps = (await history.steps(run)).filter((step) => step.asset === asset);
    const times = steps.flatMap(({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined ? [] : [endedAt - startedAt]
    );
    return {
      run,
      createdAt: own.reduce((time, value) => Math.max(time, value.createdAt), 0),
      values: own.length,
      bytes: own.reduce((sum, value) => sum + value.bytes, 0),
      ...(rows.length === 0 ? {} : { rows: rows.reduce((a, b) => a + b) }),
      ...(times.length === 0 ? {} : { milliseconds: times.reduce((a, b) => a + b) }),
    };
  }
}

type PartitionQuery = z.output<NonNullable<(typeof listPartitions)["input"]["query"]>>;

type KeyState = NonNullable<PartitionQuery["state"]>;

/** Parts of the strip that shows all keys. */
const mostParts = 400;

/** The keys of an asset, page by page. */
export function partitionPage(
  entry: CatalogEntry,
  { state, text = "", cursor, limit }: PartitionQuery,
): z.output<typeof listPartitions["output"]> {
  const failed = new Map(
    entry.attempt?.steps.flatMap(({ partition, error }) =>
      partition === undefined || error === undefined ? [] : [[partition, error.message] as const]
    ),
  );
  const stateOf = (key: string): KeyState => failed.has(key) ? "failed" : entry.latest.has(key) ? "built" : "missing";
  const states = entry.keys.map(stateOf);
  const wanted = text.toLowerCase();
  const matching = entry.keys.filter((key, i) =>
    (state === undefined || states[i] === state) && key.toLowerCase().includes(wanted)
  );
  const next = cursor + limit;
  return {
    items: matching.slice(cursor, next).map((key) => {
      const [value, message] = [entry.latest.get(key), failed.get(key)];
      return {
        key,
        state: stateOf(key),
        ...(value === undefined ? {} : { value: valueAnswer(value, entry) }),
        ...(message === undefined ? {} : { message }),
      };
    }),
    counts: {
      built: states.filter((one) => one === "built").length,
      missing: states.filter((one) => one === "missing").length,
      failed: states.filter((one) => one === "failed").length,
    },
    strip: stripOf(states),
    matching: matching.length,
    ...(next < matching.length ? { next: String(next) } : {}),
  };
}

/** All states in order; of very many, neighbours share a part that has the worst of them. */
function stripOf(states: readonly KeyState[]): readonly KeyState[] {
  const each = Math.ceil(states.length / mostParts);
  if (each <= 1) return states;
  return Array.from({ length: Math.ceil(states.length / each) }, (_, i) => {
    const own = states.slice(i * each, (i + 1) * each);
    return own.includes("failed") ? "failed" : own.includes("missing") ? "missing" : "built";
  });
}
