/**
 * What the engine costs: a chain of 1,000 empty steps with everything persisted, and loading and planning 10,000 assets.
 *
 * @module
 */
import { join } from "node:path";
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function chainOverhead(folder: string, length: number): Promise<number[]> {
  await using history = await openSqliteHistory(join(folder, "history.sqlite"));
  const job = defineJob({ name: "all", selection: "*", description: "Everything." });
  const project = defineProject({ assets: chain(length), jobs: [job] });
  const ends: number[] = [performance.now()];
  const result = await executeRun(project, { job: "all", environment: "bench" }, {
    history,
    root: join(folder, "assets"),
    onEvent: ({ kind }) => kind === "step_succeeded" && ends.push(performance.now()),
  });
  if (result.run.status !== "success") throw new Error("Cannot measure: the run failed");
  return ends.slice(1).map((end, index) => end - ends[index]!);
}

function loadAndPlan(count: number): { load: number; plan: number } {
  const start = performance.now();
  const job = defineJob({ name: "all", selection: "*", description: "Everything." });
  const project = defineProject({ assets: layers(count), jobs: [job] });
  const loaded = performance.now();
  const { steps } = planRun(project, { job: "all", environment: "bench" }, noKnowledge);
  if (steps.length !== count) throw new Error("Cannot measure: steps are missing");
  return { load: loaded - start, plan: performance.now() - loaded };
}

const rounds = 5;
const folder = Deno.args[0] ?? "tmp/bench_engine";
await Deno.mkdir(folder, { recursive: true });
try {
  for (let round = 1; round <= rounds; round++) {
    const place = await Deno.makeTempDir({ dir: folder });
    const steps = await chainOverhead(place, 1000);
    const { load, plan } = loadAndPlan(10_000);
    const mean = steps.reduce((sum, milliseconds) => sum + milliseconds, 0) / steps.length;
    const slowest = steps.toSorted((a, b) => a - b)[Math.floor(steps.length * 0.99)]!;
    console.log(
      `round ${round}: step median ${median(steps).toFixed(2)} ms, mean ${mean.toFixed(2)} ms, 99 % ${
        slowest.toFixed(2)
      } ms; ` +
        `10,000 assets: load ${load.toFixed(0)} ms, plan ${plan.toFixed(0)} ms`,
    );
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
