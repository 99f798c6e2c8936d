import {
  type Asset,
  type CheckRecord,
  isFinal,
  isSilent,
  type Materialization,
  type RunRecord,
  type StepRecord,
  type StepStatus,
} from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { stateMark } from "../../live/mod.ts";
import { type AssetValues, KeptValues, type RunWithSteps } from "./catalog_values.ts";
import type { AssetAnswer, AssetHealth } from "./schemas.ts";

/** Steps of one asset in one run. */
export interface AssetAttempt {
  readonly run: RunRecord;
  readonly steps: readonly StepRecord[];
}

/** An asset as it is recorded now. */
export interface CatalogEntry {
  readonly asset: Asset;
  readonly answer: AssetAnswer;
  /** Newest values by partition key, `""` for the whole. */
  readonly latest: ReadonlyMap<string, Materialization>;
  readonly keys: readonly string[];
  /** The newest outcome of each check and partition. */
  readonly outcomes: readonly CheckRecord[];
  /** The newest run that came to it. */
  readonly attempt?: AssetAttempt;
}

/** All assets by name, in their order. */
export type Catalog = ReadonlyMap<string, CatalogEntry>;

/** Reads the catalog when it is asked for, again only after something was recorded; whoever asks meanwhile shares it. */
export function catalogReader(backend: Backend): () => Promise<Catalog> {
  const kept = new KeptValues(backend.ledger.history, backend.clock);
  let known: { readonly mark: string; readonly catalog: Promise<Catalog> } | undefined;
  return async () => {
    const mark = await stateMark(backend.ledger);
    if (known?.mark !== mark) {
      const catalog = readCatalog(backend, kept);
      known = { mark, catalog };
      catalog.catch(() => known = undefined);
    }
    return await known.catalog;
  };
}

async function readCatalog(backend: Backend, kept: KeptValues): Promise<Catalog> {
  const { project } = backend;
  const runs = await kept.runs();
  const attempts = newestAttempts(runs);
  const values = await kept.of(project.assets.values(), runs);
  const jobs = new Map<string, string[]>();
  for (const [job, names] of project.jobAssets) {
    for (const name of names) jobs.set(name, [...jobs.get(name) ?? [], job]);
  }
  return new Map([...project.assets.values()].map((asset) => {
    const { name } = asset;
    return [name, entryOf(backend, asset, values.get(name)!, attempts.get(name), jobs.get(name) ?? [])];
  }));
}

function entryOf(
  { project: { graph }, clock }: Backend,
  asset: Asset,
  { latest, keys, outcomes }: AssetValues,
  attempt: AssetAttempt | undefined,
  jobs: readonly string[],
): CatalogEntry {
  const { partitions } = asset;
  const values = [...latest.values()];
  const rows = values.flatMap((value) => value.rows ?? []);
  const checks = {
    defined: asset.checks.length,
    passed: outcomes.filter(({ passed }) => passed).length,
    warn: outcomes.filter(({ passed, severity }) => !passed && severity === "warn").length,
    error: outcomes.filter(({ passed, severity }) => !passed && severity === "error").length,
  };
  const { name, group, description, kind, tags } = asset;
  const answer: AssetAnswer = {
    ...{ name, group, description, kind: kind.name, tags, jobs, checks },
    deps: graph.needs(name),
    dependants: graph.neededBy(name),
    health: healthOf(asset, { built: latest.size, keys: keys.length, checks, attempt }),
    ...activityOf(attempt, clock.now()),
    ...(partitions === undefined
      ? {}
      : { partitions: { name: partitions.name, keys: keys.length, built: latest.size } }),
    ...(values.length === 0 ? {} : {
      builtAt: values.reduce((time, value) => Math.max(time, value.createdAt), 0),
      bytes: values.reduce((sum, value) => sum + value.bytes, 0),
    }),
    ...(rows.length === 0 ? {} : { rows: rows.reduce((a, b) => a + b) }),
    ...(attempt === undefined ? {} : { lastRun: lastRunOf(attempt) }),
  };
  return { asset, answer, latest, keys, outcomes, ...(attempt === undefined ? {} : { attempt }) };
}

function healthOf(asset: Asset, { built, keys, checks, attempt }: {
  readonly built: number;
  readonly keys: number;
  readonly checks: AssetAnswer["checks"];
  readonly attempt: AssetAttempt | undefined;
}): AssetHealth {
  if (checks.error > 0 || attempt?.steps.some(({ status }) => status === "failed") === true) return "failing";
  if (checks.warn > 0) return "warning";
  if (asset.kind.transient) return "transient";
  if (built === 0) return "never";
  return asset.partitions !== undefined && built < keys ? "partial" : "healthy";
}

function activityOf(attempt: AssetAttempt | undefined, now: number): Pick<AssetAnswer, "activity"> {
  if (attempt === undefined || isFinal(attempt.run.status) || isSilent(attempt.run, now)) return {};
  if (attempt.steps.some(({ status }) => status === "running" || status === "retrying")) return { activity: "running" };
  return attempt.steps.some(({ status }) => status === "pending") ? { activity: "waiting" } : {};
}

const worstFirst: readonly StepStatus[] = ["failed", "running", "retrying", "pending", "skipped", "success", "reused"];

function lastRunOf({ run, steps }: AssetAttempt): NonNullable<AssetAnswer["lastRun"]> {
  const [worst] = steps.map(({ status }) => status).sort((a, b) => worstFirst.indexOf(a) - worstFirst.indexOf(b));
  const times = steps.flatMap(({ startedAt, endedAt }) =>
    startedAt === undefined || endedAt === undefined ? [] : [{ milliseconds: endedAt - startedAt, endedAt }]
  );
  const failed = steps.find(({ error }) => error !== undefined);
  return {
    run: run.id,
    status: worst ?? "pending",
    ...(times.length === 0 ? {} : {
      endedAt: times.reduce((time, one) => Math.max(time, one.endedAt), 0),
      milliseconds: times.reduce((sum, one) => sum + one.milliseconds, 0),
    }),
    ...(failed?.error === undefined ? {} : { message: failed.error.message }),
  };
}

/** The newest run that came to each asset; steps that were skipped or never begun say nothing of it, unless they are to come. */
function newestAttempts(runs: readonly RunWithSteps[]): ReadonlyMap<string, AssetAttempt> {
  const found = new Map<string, AssetAttempt>();
  for (const { run, steps } of runs) {
    const told = steps.filter(({ status }) => status !== "skipped" && (status !== "pending" || !isFinal(run.status)));
    for (const [asset, own] of Map.groupBy(told, (step) => step.asset)) {
      if (!found.has(asset)) found.set(asset, { run, steps: own });
    }
  }
  return found;
}
