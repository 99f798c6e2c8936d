import { join } from "node:path";
import { writeAtomically } from "../infra/fs.ts";
import { openSqlite } from "../infra/sqlite.ts";
import {
  type Asset,
  assetNamed,
  defineAsset,
  defineJob,
  defineProject,
  executeRun,
  noKnowledge,
  openSqliteHistory,
  planRun,
  record,
} from "../pipeline/engine/mod.ts";

const kind = record<number>({ parse: (value) => value as number });
const everything = defineJob({ name: "all", selection: "*", description: "Everything." });

function chain(length: number): Asset[] {
  return Array.from({ length }, (_, index) => {
    const before = assetNamed<number>(name(index - 1));
    return defineAsset({
      name: name(index),
      group: "chain",
      description: "One more than the one before.",
      kind,
      deps: index === 0 ? {} : { before },
      compute: ({ inputs }) => ("before" in inputs ? inputs.before as number : 0) + 1,
    });
  });
}

/** Assets in layers of 100; each needs three of the layer before. */
function layers(count: number): Asset[] {
  return Array.from({ length: count }, (_, index) => {
    const above = index < 100 ? [] : [0, 1, 7].map((step) => index - 100 - (index % 100) + ((index + step) % 100));
    return defineAsset({
      name: name(index),
      group: `layer_${Math.floor(index / 100)}`,
      description: "Nothing.",
      kind,
      deps: Object.fromEntries(above.map((other) => [`from_${other}`, assetNamed<number>(name(other))])),
      compute: () => 0,
    });
  });
}

function name(index: number): string {
  return `step_${String(index).padStart(5, "0")}`;
}

/** Milliseconds between the ends of the steps of a chain, all of it in SQLite and files. */
async function measureChain(folder: string, length: number): Promise<number[]> {
  await using history = await openSqliteHistory(join(folder, "history.sqlite"));
  const project = defineProject({ assets: chain(length), jobs: [everything] });
  const ends: number[] = [performance.now()];
  const { run } = await executeRun(project, { job: "all", environment: "bench" }, {
    history,
    root: join(folder, "assets"),
    onEvent: ({ kind }) => kind === "step_succeeded" && ends.push(performance.now()),
  });
  if (run.status !== "success") throw new Error("Cannot measure: the run failed");
  return ends.slice(1).map((end, index) => end - ends[index]!);
}

/** The floor: per step one flushed and renamed file and one transaction of one row, without any engine. */
async function measureFloor(folder: string, length: number): Promise<number[]> {
  using db = openSqlite(join(folder, "floor.sqlite"));
  db.exec("CREATE TABLE steps (name TEXT PRIMARY KEY, path TEXT NOT NULL) STRICT");
  const taken: number[] = [];
  for (let index = 0; index < length; index++) {
    const start = performance.now();
    const path = join(folder, name(index), "value.json");
    await Deno.mkdir(join(folder, name(index)));
    await writeAtomically(path, (temporary) => Deno.writeTextFile(temporary, `${index}\n`));
    db.transaction(() => db.run("INSERT INTO steps VALUES (?, ?)", [name(index), path]));
    taken.push(performance.now() - start);
  }
  return taken;
}

/** Milliseconds for checking a project and for planning a run of all of it. */
function measureLoading(count: number): { readonly load: number; readonly plan: number } {
  const start = performance.now();
  const project = defineProject({ assets: layers(count), jobs: [everything] });
  const loaded = performance.now();
  const { steps } = planRun(project, { job: "all", environment: "bench" }, noKnowledge);
  if (steps.length !== count) throw new Error("Cannot measure: steps are missing");
  return { load: loaded - start, plan: performance.now() - loaded };
}

async function measureRound(folder: string): Promise<Round> {
  const floor = await measureFloor(await Deno.makeTempDir({ dir: folder }), 1000);
  const steps = await measureChain(await Deno.makeTempDir({ dir: folder }), 1000);
  const { load, plan } = measureLoading(10_000);
  return { step: median(steps), slow: quantile(steps, 0.99), floor: median(floor), loadAndPlan: load + plan };
}

interface Round {
  /** Median and 99 % of the milliseconds of a step. */
  readonly step: number;
  readonly slow: number;
  readonly floor: number;
  readonly loadAndPlan: number;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function main(): Promise<void> {
  await Deno.mkdir("tmp", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: "tmp", prefix: "bench-engine-" });
  const rounds: Round[] = [];
  try {
    for (let round = 1; round <= 5; round++) {
      const it = await measureRound(folder);
      rounds.push(it);
      print(
        `round ${round}: step ${it.step.toFixed(2)} ms (99 % ${it.slow.toFixed(2)}), floor ${
          it.floor.toFixed(2)
        } ms, ` +
          `10,000 assets ${it.loadAndPlan.toFixed(0)} ms`,
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const step = median(rounds.map((round) => round.step));
  const floor = median(rounds.map((round) => round.floor));
  const loading = median(rounds.map((round) => round.loadAndPlan));
  print(`median of a step: ${step.toFixed(2)} ms, ${(step / floor).toFixed(2)} x the floor (limit 3 ms)`);
  print(`load and plan 10,000 assets: ${loading.toFixed(0)} ms (limit 1000 ms)`);
  if (step >= 3 || loading >= 1000) Deno.exitCode = 1;
}

if (import.meta.main) await main();
