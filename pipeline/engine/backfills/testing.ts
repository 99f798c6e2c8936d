import { type ManualClock, manualClock } from "../../../infra/clock.ts";
import type { RandomSource } from "../../../infra/random.ts";
import { allPartitions } from "../asset.ts";
import type { Backfill } from "../backfill.ts";
import type { RunRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { defineJob } from "../job.ts";
import { staticPartitions } from "../partitions.ts";
import { defineProject, type Project } from "../project.ts";
import { asset, countingRandom } from "../testing/kit.ts";
import { createBackfill } from "./actions.ts";
import { planBackfill } from "./plan.ts";
import type { BackfillRequest } from "./request.ts";
import type { BackfillPoint, BackfillServiceOptions } from "./service.ts";

/** Keys of {@link lettersProject}. */
export const letters = ["a", "b", "c", "d", "e"];

/** `root` and `sum` without keys, between them `first` and `second` for each of five letters; the job `all`, and `whole`. */
export function lettersProject(
  keys: readonly string[] = letters,
  changed: { readonly codeVersion?: string } = {},
): Project {
  const partitions = staticPartitions("letter", keys);
  const root = asset("root");
  const first = asset("first", { partitions, deps: { root }, compute: ({ inputs }) => inputs.root + 1 });
  const second = asset("second", {
    partitions,
    deps: { first },
    compute: ({ inputs }) => inputs.first + 1,
    ...(changed.codeVersion === undefined ? {} : { codeVersion: changed.codeVersion }),
  });
  const sum = asset("sum", { deps: { all: allPartitions(second) }, compute: ({ inputs }) => inputs.all.size });
  const jobs = [
    defineJob({ name: "all", selection: "*", description: "Everything.", tags: { kind: "all" } }),
    defineJob({ name: "whole", selection: "root, sum", description: "What has no letters." }),
  ];
  return defineProject({ assets: [root, first, second, sum], jobs });
}

/** Where backfills of a test happen: one SQLite file, a clock that moves by hand. */
export interface BackfillBench {
  readonly folder: string;
  readonly project: Project;
  readonly clock: ManualClock;
  readonly random: RandomSource;
  readonly ledger: Ledger;
  /** Opens the same file once more, as another process would; closed at the end. */
  reopen(): Promise<Ledger>;
  /** Options of the service. */
  options(rest?: Partial<BackfillServiceOptions>): BackfillServiceOptions;
  /** Makes a backfill of `first` and `second`. */
  create(request?: Partial<BackfillRequest>): Promise<Backfill>;
  /** Oldest first. */
  runs(): Promise<readonly RunRecord[]>;
  /** Ends runs that are queued, oldest first, and says which keys they had. */
  end(status: "success" | "failure", count?: number): Promise<string[]>;
  /** `key status` of each item. */
  items(id: string): Promise<string[]>;
}

const limits = { total: 1e9, jobs: {}, tags: {}, pools: {} };

/** Calls `test` with a ledger in a file of its own. */
export async function withBackfills(
  test: (bench: BackfillBench) => Promise<void>,
  keys: readonly string[] = letters,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "backfills-" });
  const opened: Ledger[] = [];
  const reopen = async () => {
    const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
    opened.push(ledger);
    return ledger;
  };
  const [clock, random, project, ledger] = [manualClock(1_000), countingRandom(), lettersProject(keys), await reopen()];
  await madeBefore(ledger, "root");
  try {
    await test({
      folder,
      project,
      clock,
      random,
      ledger,
      reopen,
      options: (rest = {}) => ({ project, ledger, environment: "test", clock, random, ...rest }),
      async create(request = {}) {
        const plan = await planBackfill(project, { job: "all", environment: "test", ...request }, ledger.history);
        return await createBackfill(plan, ledger.coordination, { by: "ann", clock, random });
      },
      runs: async () => (await runsOf(ledger)).toReversed(),
      end: (status, count = Infinity) => end(ledger, status, count),
      items: async (id) =>
        (await ledger.coordination.backfills.items(id)).map(({ partition, status }) => `${partition} ${status}`),
    });
  } finally {
    for (const one of opened) await one.history.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** All but the run that made `root`. */
async function runsOf({ history }: Ledger): Promise<RunRecord[]> {
  return (await history.runs({ limit: 10_000 })).filter(({ id }) => id !== earlier);
}

const earlier = "0";

/** Records a value that an earlier run made. */
export async function madeBefore(
  { history }: Pick<Ledger, "history">,
  name: string,
  partition?: string,
): Promise<void> {
  const step = partition === undefined ? name : `${name}[${partition}]`;
  const run: RunRecord = {
    id: earlier,
    job: "all",
    environment: "test",
    status: "success",
    tags: {},
    request: {},
    createdAt: 0,
  };
  if (await history.run(earlier) === undefined) await history.createRun(run);
  await history.write(earlier, {
    materializations: [{
      version: `version of ${step}`,
      run: earlier,
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
    }],
  });
}

async function end({ history, coordination: { queue } }: Ledger, status: "success" | "failure", count: number) {
  const ended: string[] = [];
  while (ended.length < count) {
    const claim = await queue.claim("w", { now: 1_000, until: 1e9 }, limits);
    if (claim === undefined) break;
    const run = (await history.run(claim.run))!;
    await history.write(claim.run, { run: { status, endedAt: 1_000 }, fence: claim.fence });
    await queue.finish(claim);
    ended.push([run.request["partitions"]].flat().join("+"));
  }
  return ended;
}

/** Thrown where a test lets a process die. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** Dies at the n-th time that a point is reached. */
export function dieAt(point: BackfillPoint, time = 1): NonNullable<BackfillServiceOptions["onPoint"]> {
  let seen = 0;
  return (reached) => {
    if (reached === point && ++seen === time) throw new Crash(point);
  };
}
