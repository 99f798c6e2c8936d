/** One fit of ours: DATA ROWS COLUMNS CASE; prints what it took to standard error. */
import process from "node:process";
import { createMatrix, fitAgglomerative, fitDbscan, fitHdbscan, type Matrix } from "../../core/mod.ts";
import type { Case } from "./hierarchy_cases.ts";

function fit(x: Matrix, one: Case): readonly number[] {
  switch (one.kind) {
    case "agglomerative":
      return fitAgglomerative(x, { k: one.k, linkage: one.linkage }).rowLabels;
    case "dbscan":
      return fitDbscan(x, { eps: one.eps, minSamples: one.minSamples }).rowLabels;
    case "hdbscan":
      return fitHdbscan(x, { minClusterSize: one.minClusterSize, minSamples: one.minSamples }).rowLabels;
    default:
      return one satisfies never;
  }
}

const [path, rows, columns, text] = Deno.args;
const x = createMatrix(Number(rows), Number(columns), new Float64Array(Deno.readFileSync(path!).buffer));
const one: Case = JSON.parse(text!);
const [wall, cpu] = [performance.now(), process.cpuUsage()];
const labels = fit(x, one);
const used = process.cpuUsage(cpu);
const seconds = (performance.now() - wall) / 1000;
process.stderr.write(JSON.stringify({ seconds, cpuSeconds: (used.user + used.system) / 1e6, labels }) + "\n");
