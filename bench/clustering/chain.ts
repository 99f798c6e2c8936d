import {
  assign,
  calinskiHarabasz,
  createMatrix,
  createRng,
  daviesBouldin,
  fitIsolationForest,
  fitKMeans,
  fitPca,
  fitScaler,
  flagOutliers,
  isolationScores,
  pickRows,
  project,
  scale,
  silhouettes,
} from "../../core/mod.ts";
import type { DataFile } from "./data.ts";

/** What the chain of a category found. */
export interface ChainResult {
  readonly components: number;
  /** By k, from 2 up. */
  readonly inertias: readonly number[];
  readonly silhouettes: readonly number[];
  readonly calinskiHarabasz: readonly number[];
  readonly daviesBouldin: readonly number[];
}

/** Tasks of the benchmark's threads. */
export const chainTasks = {
  chain: ({ path, rows, columns }: DataFile): ChainResult => {
    const x = createMatrix(rows, columns, new Float64Array(Deno.readFileSync(path).buffer));
    const scaled = scale(fitScaler(x, { method: "robust" }), x);
    const scores = isolationScores(fitIsolationForest(scaled, { rng: createRng(0) }), scaled);
    const inside = pickRows(scaled, flagOutliers(scores, 0.05).inliers);
    const y = project(fitPca(inside, { components: 0.8 }), inside);
    const models = Array.from({ length: 9 }, (_, i) => fitKMeans(y, { k: i + 2, rng: createRng(0), starts: 10 }));
    const labels = models.map((model) => assign(model, y).labels);
    return {
      components: y.columns,
      inertias: models.map(({ inertia }) => inertia),
      silhouettes: silhouettes(y, labels).map(({ mean }) => mean),
      calinskiHarabasz: labels.map((one) => calinskiHarabasz(y, one)),
      daviesBouldin: labels.map((one) => daviesBouldin(y, one)),
    };
  },
} as const;
