/**
 * The clustering core beside scikit-learn: same data, same options, each as a whole process, in turn.
 *
 * Usage: deno task bench:clustering [--python PATH] [--categories 60] [--rounds 3] [--skip-chain] [--skip-single]
 *        [--skip-reference] [--save]
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { ChainResult } from "./clustering/chain.ts";
import { blobFile, categoryFiles, type DataFile } from "./clustering/data.ts";
import { pythonWithScikitLearn } from "./clustering/python.ts";
import { type Single, singleCases, type Timed } from "./clustering/single_cases.ts";
import { measure, type Measured, median } from "./preprocessing/measure.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    python: { type: "string" },
    categories: { type: "string", default: "60" },
    rounds: { type: "string", default: "3" },
    "skip-chain": { type: "boolean", default: false },
    "skip-single": { type: "boolean", default: false },
    "skip-reference": { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "tmp/bench/clustering");
const rounds = Number(values.rounds);

/** One process and what it found. */
interface Found<T> {
  readonly measured: Measured;
  readonly result: T;
}

/** Runs one side once; `python` absent is ours. */
async function once<T>(mode: "chain" | "single", input: unknown, python?: string): Promise<Found<T>> {
  const script = (name: string) => join(root, "bench/clustering", name);
  const args = [mode, JSON.stringify(input)];
  const measured = python === undefined
    ? await measure(Deno.execPath(), ["run", "--quiet", "--allow-read", script("ours.ts"), ...args])
    : await measure(python, [script("reference.py"), ...args]);
  if (measured.code !== 0) throw new Error(`${python ?? "ours"} ended with ${measured.code}:\n${measured.stderr}`);
  return { measured, result: JSON.parse(measured.stderr.trim().split("\n").at(-1) ?? "") };
}

async function compareChains(files: readonly DataFile[], python: string | undefined): Promise<readonly string[]> {
  const ours: Found<ChainResult[]>[] = [];
  const theirs: Found<ChainResult[]>[] = [];
  for (let round = 1; round <= rounds; round++) {
    ours.push(await once("chain", files));
    if (python !== undefined) theirs.push(await once("chain", files, python));
    say(
      `round ${round}: ${[ours, theirs].flatMap((one) => one.at(-1)?.measured.seconds.toFixed(1) ?? []).join(" / ")} s`,
    );
  }
  const of = (found: readonly Found<unknown>[], pick: (one: Measured) => number) =>
    median(found.map(({ measured }) => pick(measured)));
  const line = (name: string, pick: (one: Measured) => number, target: string) => {
    const [mine, other] = [of(ours, pick), of(theirs, pick)];
    return `| ${name} | ${mine.toFixed(2)} | ${known(other)} | ${known(other / mine)} | ${target} |`;
  };
  return [
    `Chain of ${files.length} categories:`,
    "",
    "| what | ours | scikit-learn | ratio | target |",
    "| --- | --- | --- | --- | --- |",
    line("wall seconds", ({ seconds }) => seconds, "at least 15"),
    line("processor seconds", ({ cpuSeconds }) => cpuSeconds, ""),
    line("peak MB", ({ peakMegabytes }) => peakMegabytes, "at least 2"),
    "",
    ...theirs.slice(0, 1).map((one) => agreement(ours[0]!.result, one.result)),
  ];
}

/** How the results of both sides compare. */
function agreement(ours: readonly ChainResult[], theirs: readonly ChainResult[]): string {
  const same = ours.flatMap((mine, c) => mine.components === theirs[c]?.components ? [[mine, theirs[c]] as const] : []);
  const inertias = same.flatMap(([a, b]) => a.inertias.map((one, i) => one / b.inertias[i]!));
  const silhouettes = same.flatMap(([a, b]) => a.silhouettes.map((one, i) => one - b.silhouettes[i]!));
  return `Outliers are drawn at random, so the stores differ a little. Both take the same number of components in ${same.length} of ${ours.length} categories; there, in the median, our inertia is ${
    median(inertias).toFixed(4)
  } of theirs and our silhouette differs by ${median(silhouettes).toFixed(4)}.`;
}

async function compareSingles(python: string | undefined): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const one of await cases()) {
    const ours: Found<Timed>[] = [];
    const theirs: Found<Timed>[] = [];
    for (let round = 1; round <= rounds; round++) {
      ours.push(await once("single", one));
      if (python !== undefined) theirs.push(await once("single", one, python));
    }
    lines.push(singleLine(one, ours, theirs));
    say(lines.at(-1)!);
  }
  return [
    "Single fits, median of all repetitions, reading not counted; inertia is the mean over seeds:",
    "",
    "| what | ours, ms | scikit-learn, ms | ratio | target | processor s of the processes | inertia, ours / theirs |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
  ];
}

async function cases(): Promise<readonly Single[]> {
  const blobs = (rows: number, columns: number, k: number) => blobFile(folder, rows, columns, k);
  const shares = (await categoryFiles(folder, 11))[10]!;
  const [small, large, huge] = [await blobs(9000, 12, 8), await blobs(200_000, 16, 10), await blobs(1_000_000, 16, 10)];
  return singleCases({ shares, small, large, huge });
}

function singleLine(one: Single, ours: readonly Found<Timed>[], theirs: readonly Found<Timed>[]): string {
  const milliseconds = (found: readonly Found<Timed>[]) =>
    1000 * median(found.flatMap(({ result }) => [...result.seconds]));
  const processor = (found: readonly Found<Timed>[]) => median(found.map(({ measured }) => measured.cpuSeconds));
  const inertia = (found: readonly Found<Timed>[]) => mean(found.flatMap(({ result }) => [...result.inertias]));
  const [mine, other] = [milliseconds(ours), milliseconds(theirs)];
  return `| ${one.name} | ${mine.toFixed(1)} | ${known(other)} | ${known(other / mine)} | at least ${one.target} | ${
    known(processor(ours))
  } / ${known(processor(theirs))} | ${known(inertia(ours) / inertia(theirs), 5)} |`;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function known(value: number, digits = 2): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "";
}

function say(text: string): void {
  // deno-lint-ignore no-console -- a benchmark prints
  console.log(text);
}

await Deno.mkdir(folder, { recursive: true });
const python = values["skip-reference"]
  ? undefined
  : values.python ?? await pythonWithScikitLearn(join(root, "tmp/bench/python"));
if (!values["skip-reference"] && python === undefined) {
  say("scikit-learn is left out: pip cannot make a Python with it here");
}
const parts = [
  ...(values["skip-chain"] ? [] : await compareChains(await categoryFiles(folder, Number(values.categories)), python)),
  "",
  ...(values["skip-single"] ? [] : await compareSingles(python)),
];
const day = new Date().toISOString().slice(0, 10);
const machine = `${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}`;
const text = `### ${day}, ${machine}: clustering beside scikit-learn, ${rounds} rounds\n\n${parts.join("\n").trim()}\n`;
say(`\n${text}`);
if (values.save) {
  const file = join(root, "bench/RESULTS.md");
  const before = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, `${before.trimEnd()}\n\n${text}`);
}
