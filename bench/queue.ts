import { parseArgs } from "node:util";
import { join } from "node:path";
import { systemClock } from "../infra/clock.ts";
import { runId, systemRandom } from "../infra/random.ts";
import {
  advanceBackfills,
  createBackfill,
  defineAsset,
  defineJob,
  defineProject,
  type Ledger,
  newQueuedRun,
  openPostgresLedger,
  openSqliteLedger,
  planBackfill,
  type Project,
  record,
  staticPartitions,
} from "../pipeline/engine/mod.ts";

const count = 1_000;
const oneByOne = 200;
const rounds = 5;
/** Runs per second that a backfill has to be queued with. */
const limit = 1_000;

const made = { clock: systemClock, random: systemRandom };
const limits = { total: count, jobs: {}, tags: {}, pools: {} };

function bigProject(): Project {
  const keys = Array.from({ length: count }, (_, index) => `key ${String(index).padStart(4, "0")}`);
  const kind = record<number>({ parse: (value) => value as number });
  const value = defineAsset({
    name: "value",
    group: "bench",
    description: "One for each key.",
    kind,
    partitions: staticPartitions("key", keys),
    compute: () => 1,
  });
  const all = defineJob({ name: "all", selection: "*", description: "Everything.", tags: { kind: "bench" } });
  return defineProject({ assets: [value], jobs: [all] });
}

/** Milliseconds of one round. */
interface Round {
  readonly plan: number;
  /** Recording a backfill with all of its keys. */
  readonly create: number;
  /** Queueing a run for each key, all in one transaction. */
  readonly launch: number;
  /** Queueing runs one transaction each, and taking runs from the queue, both per run. */
  readonly single: number;
  readonly claim: number;
}

async function measureRound(project: Project, ledger: Ledger): Promise<Round> {
  const { history, coordination } = ledger;
  const { queue } = coordination;
  const environment = `bench ${runId(systemClock)}`;
  const times = [performance.now()];
  const lap = () => times.push(performance.now());
  const plan = await planBackfill(project, { job: "all", environment, concurrency: count }, history);
  lap();
  const { id } = await createBackfill(plan, coordination, { ...made, by: "bench" });
  lap();
  await advanceBackfills({ project, ledger, environment });
  lap();
  const { queued } = (await coordination.backfills.counts([id])).get(id)!;
  if (queued !== count) throw new Error(`Cannot measure: ${queued} runs were queued, not ${count}`);
  lap();
  for (let n = 0; n < oneByOne; n++) await queue.enqueue([newQueuedRun(project, { job: "all", environment }, made)]);
  lap();
  for (let n = 0; n < oneByOne; n++) {
    const claim = await queue.claim("bench", { now: 1, until: 2 }, limits);
    if (claim === undefined) throw new Error("Cannot measure: nothing to claim");
    await queue.finish(claim);
  }
  lap();
  await coordination.backfills.cancel(id, { at: 1, by: "bench" });
  const [begin, planned, created, launched, counted, singles, claimed] = times as [
    ...[number, number, number, number, number, number, number],
  ];
  return {
    plan: planned - begin,
    create: created - planned,
    launch: launched - created,
    single: (singles - counted) / oneByOne,
    claim: (claimed - singles) / oneByOne,
  };
}

async function measure(name: string, ledger: Ledger): Promise<boolean> {
  const project = bigProject();
  const all: Round[] = [];
  for (let round = 0; round < rounds; round++) all.push(await measureRound(project, ledger));
  const middle = (field: keyof Round) => all.map((one) => one[field]).sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
  const launch = middle("launch");
  const slowest = Math.max(...all.map((one) => one.launch));
  print(`${name}, medians of ${rounds} rounds:`);
  print(
    `  plan a backfill of ${count} keys: ${middle("plan").toFixed(0)} ms, record it: ${middle("create").toFixed(0)} ms`,
  );
  print(`  queue its ${count} runs in one transaction: ${launch.toFixed(0)} ms (slowest ${slowest.toFixed(0)} ms)`);
  print(`    = ${perSecond(launch)} runs per second (at least ${limit})`);
  print(
    `  queue one run: ${middle("single").toFixed(2)} ms; claim one of ${count} and end it: ${
      middle("claim").toFixed(2)
    } ms`,
  );
  return count / (launch / 1000) >= limit;
}

function perSecond(milliseconds: number): string {
  return Math.round(count / (milliseconds / 1000)).toLocaleString("en");
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ args: Deno.args, options: { postgres: { type: "string" } } });
  await Deno.mkdir("tmp", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: "tmp", prefix: "bench-queue-" });
  try {
    const ledger = await openSqliteLedger(join(folder, "history.sqlite"));
    await using _history = ledger.history;
    if (!await measure("SQLite", ledger)) Deno.exitCode = 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  if (values.postgres === undefined) return;
  const ledger = await openPostgresLedger(values.postgres, { schema: "bench_queue" });
  await using _history = ledger.history;
  if (!await measure("PostgreSQL", ledger)) Deno.exitCode = 1;
}

if (import.meta.main) await main();
