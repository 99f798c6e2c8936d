/**
 * Agglomerative clusters, DBSCAN and HDBSCAN beside scikit-learn: each fit in a process of its own, in turn, on the same
 * data with the same options. Starting the process and reading the data are not counted, the first call of a function is.
 *
 * Usage: deno run --allow-read --allow-write=tmp --allow-run bench/clustering/hierarchy.ts [--python PATH] [--rounds 5]
 *        [--rows 9000] [--columns 12]
 *
 * PATH is the Python of an environment with scikit-learn; without it only our own times are told.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { adjustedRand, createRng } from "../../core/mod.ts";
import { measure, median } from "../preprocessing/measure.ts";
import { type Case, cases, type Timed } from "./hierarchy_cases.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    python: { type: "string" },
    rounds: { type: "string", default: "5" },
    rows: { type: "string", default: "9000" },
    columns: { type: "string", default: "12" },
  },
});

const folder = fileURLToPath(new URL("../../tmp/bench/hierarchy", import.meta.url));
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

interface Result extends Timed {
  readonly peakMegabytes: number;
}

/** Forty overlapping groups, half of the columns wider than the others. */
async function makeData(rows: number, columns: number): Promise<string> {
  const rng = createRng(7);
  const centres = Array.from({ length: 40 * columns }, () => 1.2 * rng.normal());
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const group = rng.integer(40);
    for (let j = 0; j < columns; j++) {
      data[i * columns + j] = centres[group * columns + j]! + rng.normal() * (j < columns / 2 ? 0.7 : 0.4);
    }
  }
  const path = join(folder, "x.f64");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(path, new Uint8Array(data.buffer));
  return path;
}

async function fitOnce(python: string | undefined, one: Case, data: string): Promise<Result> {
  const args = [data, values.rows, values.columns, JSON.stringify(one)];
  const permissions = ["--allow-read", "--allow-sys"];
  const { code, stderr, peakMegabytes } = python === undefined
    ? await measure(Deno.execPath(), ["run", "--quiet", ...permissions, script("hierarchy_ours.ts"), ...args])
    : await measure(python, [script("hierarchy_reference.py"), ...args]);
  if (code !== 0) throw new Error(`${one.name} ended with ${code}:\n${stderr}`);
  return { ...JSON.parse(stderr.trim().split("\n").at(-1)!), peakMegabytes };
}

async function usablePython(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) {
    say("scikit-learn is left out: give --python PATH, the Python of an environment that has it");
    return undefined;
  }
  const { code } = await measure(path, ["-c", "import sklearn"]).catch(() => ({ code: 1 }));
  if (code !== 0) say(`scikit-learn is left out: "${path}" cannot import it`);
  return code === 0 ? path : undefined;
}

function row(name: string, ours: readonly Result[], theirs: readonly Result[]): string {
  const of = (all: readonly Result[], pick: (one: Result) => number) => median(all.map(pick));
  const cpu = [of(ours, (one) => one.cpuSeconds), of(theirs, (one) => one.cpuSeconds)] as const;
  const peak = [of(ours, (one) => one.peakMegabytes), of(theirs, (one) => one.peakMegabytes)] as const;
  const range = `${Math.min(...ours.map((one) => one.cpuSeconds)).toFixed(2)}–${
    Math.max(...ours.map((one) => one.cpuSeconds)).toFixed(2)
  }`;
  if (theirs.length === 0) return `| ${name} | ${cpu[0].toFixed(2)} | ${range} | | | | ${peak[0].toFixed(0)} | |`;
  const shifted = ({ labels }: Timed) => labels.map((label) => label + 1);
  const agreement = adjustedRand(shifted(ours[0]!), shifted(theirs[0]!)).toFixed(4);
  return `| ${name} | ${cpu[0].toFixed(2)} | ${range} | ${cpu[1].toFixed(2)} | ${
    (cpu[1] / cpu[0]).toFixed(2)
  } | ${agreement} | ${peak[0].toFixed(0)} | ${peak[1].toFixed(0)} |`;
}

function say(text: string): void {
  // deno-lint-ignore no-console -- a benchmark prints
  console.log(text);
}

const data = await makeData(Number(values.rows), Number(values.columns));
const python = await usablePython(values.python);
const ours = new Map<string, Result[]>(cases.map(({ name }) => [name, []]));
const theirs = new Map<string, Result[]>(cases.map(({ name }) => [name, []]));
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const one of cases) {
    ours.get(one.name)!.push(await fitOnce(undefined, one, data));
    if (python !== undefined) theirs.get(one.name)!.push(await fitOnce(python, one, data));
  }
  say(`round ${round} of ${values.rounds}`);
}
say(
  [
    "",
    `${values.rows} x ${values.columns}, ${values.rounds} rounds, processor seconds, medians; Deno ${Deno.version.deno}`,
    "",
    "| fit | ours | range | scikit-learn | ratio | adjusted Rand | peak MB, ours | scikit-learn |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...cases.map(({ name }) => row(name, ours.get(name)!, theirs.get(name)!)),
  ].join("\n"),
);
