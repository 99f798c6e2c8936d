import type { z } from "zod";
import type { LimitKind, LimitOverride, QueueItem, QueueLimits, Waiting } from "../../../pipeline/engine/mod.ts";
import type { queueLimitSchema } from "./endpoints.ts";

type LimitView = z.output<typeof queueLimitSchema>;

/** What is limited: all runs, a job, a tag, a pool. */
export interface Limited {
  readonly kind: LimitKind;
  /** Empty for all. */
  readonly name: string;
}

/** The limit of something among others. */
export function limitOf({ kind, name }: Limited, limits: QueueLimits): number | undefined {
  if (kind === "all") return limits.total;
  const some = { job: limits.jobs, tag: limits.tags, pool: limits.pools }[kind];
  return Object.hasOwn(some, name) ? some[name] : undefined;
}

/** What the tables of limits tell. */
export interface LimitSources {
  readonly configured: QueueLimits;
  readonly holding: QueueLimits;
  readonly overrides: readonly LimitOverride[];
  /** Pools that jobs take slots of, limited or not. */
  readonly pools: readonly string[];
  readonly items: readonly QueueItem[];
}

/** Everything that is limited, and every pool, with who has what of it. */
export function limitViews(sources: LimitSources): readonly LimitView[] {
  const { configured, holding, overrides, pools, items } = sources;
  const executed = items.filter(({ claim }) => claim !== undefined);
  const all: readonly Limited[] = [
    { kind: "all", name: "" },
    ...Object.keys(holding.jobs).map((name) => ({ kind: "job" as const, name })),
    ...Object.keys(holding.tags).map((name) => ({ kind: "tag" as const, name })),
    ...[...new Set([...pools, ...Object.keys(holding.pools)])].map((name) => ({ kind: "pool" as const, name })),
  ];
  return all.map((one) => {
    const { kind, name } = one;
    const override = overrides.find((other) => other.kind === kind && other.name === name);
    const [limit, own] = [limitOf(one, holding), limitOf(one, configured)];
    const holders = executed.filter((item) => slotsOf(one, item) > 0);
    return {
      kind,
      ...(name === "" ? {} : { name }),
      ...(limit === undefined ? {} : { limit }),
      ...(own === undefined ? {} : { configured: own }),
      ...(override === undefined ? {} : { set: { at: override.setAt, by: override.setBy } }),
      taken: holders.reduce((sum, item) => sum + slotsOf(one, item), 0),
      holders: holders.map(({ entry }) => entry.run),
      waiters: items.flatMap(({ entry, waiting }) => waitsFor(one, waiting) ? [entry.run] : []),
    };
  });
}

/** What a run takes of something. */
function slotsOf({ kind, name }: Limited, { job, tags, entry }: QueueItem): number {
  switch (kind) {
    case "all":
      return 1;
    case "job":
      return job === name ? 1 : 0;
    case "tag":
      return Object.entries(tags).some(([key, value]) => key === name || `${key}=${value}` === name) ? 1 : 0;
    case "pool":
      return entry.pools[name] ?? 0;
    default:
      return kind satisfies never;
  }
}

function waitsFor({ kind, name }: Limited, waiting: Waiting | undefined): boolean {
  switch (waiting?.kind) {
    case "total":
      return kind === "all";
    case "job":
      return kind === "job" && waiting.job === name;
    case "tag":
      return kind === "tag" && (waiting.tag === name || waiting.tag.startsWith(`${name}=`));
    case "pool":
      return kind === "pool" && waiting.pool === name;
    default:
      return false;
  }
}
