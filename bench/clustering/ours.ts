/**
 * Our side of the benchmark, as a process of its own: `ours.ts chain|single JSON`. The last line of standard error is the
 * result as JSON.
 */
import {
  createMatrix,
  createRng,
  fitIsolationForest,
  fitKMeans,
  fitPca,
  flagOutliers,
  isolationScores,
  type Matrix,
  project,
} from "../../core/mod.ts";
import { openThreads } from "../../infra/threads/mod.ts";
import type { ChainResult, chainTasks } from "./chain.ts";
import type { DataFile } from "./data.ts";
import type { Single, Timed } from "./single_cases.ts";

async function read({ path, rows, columns }: DataFile): Promise<Matrix> {
  return createMatrix(rows, columns, new Float64Array((await Deno.readFile(path)).buffer));
}

/** Every category, as many at once as there are cores. */
async function runChain(files: readonly DataFile[]): Promise<readonly ChainResult[]> {
  const threads = openThreads<typeof chainTasks>(new URL("./chain_worker.ts", import.meta.url));
  const results = await Promise.all(files.map((file) => threads.run("chain", [file])));
  threads.close();
  return results;
}

function fitSingle(one: Single, x: Matrix, seed: number): number | null {
  const rng = createRng(seed);
  switch (one.kind) {
    case "kmeans": {
      const swaps = one.equalEffort ? { swaps: 0 } : {};
      return fitKMeans(x, { k: one.k, rng, starts: one.starts, ...swaps }).inertia;
    }
    case "isolation_forest":
      flagOutliers(isolationScores(fitIsolationForest(x, { rng }), x), 0.05);
      return null;
    case "pca":
      project(fitPca(x, { components: 0.8 }), x);
      return null;
    default:
      return one.kind satisfies never;
  }
}

async function runSingle(one: Single): Promise<Timed> {
  const x = await read(one.file);
  const seconds: number[] = [];
  const inertias: number[] = [];
  for (let seed = 0; seed < one.seeds; seed++) {
    const started = performance.now();
    const inertia = fitSingle(one, x, seed);
    seconds.push((performance.now() - started) / 1000);
    if (inertia !== null) inertias.push(inertia);
  }
  return { seconds, inertias };
}

const [mode = "", json = ""] = Deno.args;
const result = mode === "chain" ? await runChain(JSON.parse(json)) : await runSingle(JSON.parse(json));
// deno-lint-ignore no-console -- the result
console.error(JSON.stringify(result));
