import { systemClock } from "../../infra/clock.ts";
import { silentLogger } from "../../infra/log.ts";
import type { ProcessGroup } from "../../infra/processes/mod.ts";
import { systemRandom } from "../../infra/random.ts";
import {
  type Claim,
  claimedRun,
  defaultRetention,
  executeRun,
  type Ledger,
  newQueuedRun,
  openSqliteLedger,
  type Project,
  retentionService,
  runWorker,
} from "../../pipeline/engine/mod.ts";
import { chain } from "../../pipeline/engine/testing/chain_process.ts";
import { projectOf } from "../../pipeline/engine/testing/kit.ts";

/** What a process that executes runs takes of the memory, in MB, after so many of them. */
export interface MemoryPoint {
  readonly runs: number;
  readonly heap: number;
  readonly rss: number;
  /** Of the history file and its values. */
  readonly disk: number;
}

const limits = { total: 4, jobs: {}, tags: {}, pools: {} } as const;

/** Executes a claimed run in this process, in place of one of its own. */
function launchHere(ledger: Ledger, project: Project, root: string): (claim: Claim) => ProcessGroup {
  return ({ run, fence }) => {
    const work = async () => {
      const { request } = await claimedRun(ledger, run, fence);
      await executeRun(project, request, { history: ledger.history, root, fence });
      return { code: 0, signal: undefined, errors: "" };
    };
    return {
      id: 0,
      ended: work(),
      end: () => Promise.resolve({ group: 0, signals: [], gone: true, milliseconds: 0 }),
      forget: () => {},
    };
  };
}

/** A worker with a queue that never runs dry and with retention, for `count` runs; told of the memory every so often. */
export async function runMany(count: number, every: number, tell: (point: MemoryPoint) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "memory-" });
  const root = `${folder}/assets`;
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  const project = projectOf(chain("a", 3));
  const end = new AbortController();
  let ended = 0;
  const launch = launchHere(ledger, project, root);
  const counted = (claim: Claim) => {
    const group = launch(claim);
    group.ended.finally(() => {
      ended++;
      if (ended % every === 0) tell(pointOf(ended, folder));
    });
    return group;
  };
  const options = { clock: systemClock, log: silentLogger };
  const policy = { ...defaultRetention, runs: { ...defaultRetention.runs, success: { days: null, most: 200 } } };
  // Runs of the last hour are never removed, so that the clock of the sweep is two hours ahead.
  const ahead = { ...systemClock, now: () => systemClock.now() + 7_200_000 };
  const services = [
    runWorker(ledger, { launch: counted, limits, name: "memory", signal: end.signal, poll: 20, ...options }),
    retentionService({ ...options, clock: ahead, retention: ledger.retention, policy, root, every: 2_000, pause: 0 })
      .run(end.signal),
  ];
  tell(pointOf(0, folder));
  while (ended < count) {
    const waiting = (await ledger.coordination.queue.items(limits, 0)).length;
    const request = { job: "all", environment: "test" };
    const made = { clock: systemClock, random: systemRandom };
    const missing = Math.min(100 - waiting, count - ended);
    if (missing > 0) {
      await ledger.coordination.queue.enqueue(
        Array.from({ length: missing }, () => newQueuedRun(project, request, made)),
      );
    }
    await systemClock.sleep(100);
  }
  end.abort();
  await Promise.all(services);
  await ledger.history.close();
  await Deno.remove(folder, { recursive: true });
}

function pointOf(runs: number, folder: string): MemoryPoint {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, rss } = Deno.memoryUsage();
  return { runs, heap: megabytes(heapUsed), rss: megabytes(rss), disk: megabytes(sizeBelow(folder)) };
}

function sizeBelow(folder: string): number {
  let bytes = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    try {
      bytes += isDirectory ? sizeBelow(`${folder}/${name}`) : Deno.statSync(`${folder}/${name}`).size;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return bytes;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}

if (import.meta.main) {
  const [count = "10000"] = Deno.args;
  await runMany(Number(count), Math.max(1, Math.floor(Number(count) / 20)), (point) => {
    Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(point)}\n`));
  });
  Deno.exit();
}
