/**
 * internal_preprocessing_job beside the bare SQL and beside the Python original, each as a whole process, in turn.
 *
 * Usage: deno task bench:preprocessing [--rounds 3] [--stores 9000] [--skus 5500] [--categories 60] [--memory 1GB]
 *        [--data DIR] [--skip-original] [--growth] [--save]
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { measure, type Measured, median } from "./preprocessing/measure.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const { values } = parseArgs({
  args: Deno.args,
  options: {
    rounds: { type: "string", default: "3" },
    stores: { type: "string", default: "9000" },
    skus: { type: "string", default: "5500" },
    categories: { type: "string", default: "60" },
    memory: { type: "string", default: "1GB" },
    data: { type: "string" },
    "skip-original": { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});

interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-ffi", "--allow-sys"];
const work = join(root, "tmp/bench");
const data = dataFolder(values.stores);
const formats = ["csv", "parquet"] as const;
type Format = (typeof formats)[number];

function dataFolder(stores: string): string {
  if (values.data !== undefined && stores === values.stores) return values.data;
  return join(values.data ?? work, `data-${stores}x${values.skus}x${values.categories}`);
}

async function makeData(format: Format, stores: string): Promise<void> {
  const out = join(dataFolder(stores), format);
  try {
    await Deno.stat(join(out, `ns_sales.${format}`));
    return;
  } catch {
    say(`making ${out} …`);
  }
  const sizes = ["--stores", stores, "--skus", values.skus, "--categories", values.categories];
  const args = ["generate", ...sizes, "--seed", "1", "--dirt", "none", "--format", format, "--out", out, "--overwrite"];
  const made = await measure(Deno.execPath(), ["run", "--quiet", ...permissions, join(root, "main.ts"), ...args]);
  if (made.code !== 0) throw new Error(`Cannot make the data: ${made.stderr}`);
  say(`made in ${made.seconds.toFixed(1)} s, ${made.peakMegabytes.toFixed(0)} MB at most`);
}

function job(format: Format, folder = data): Contender {
  const set = (pair: string) => ["--set", pair];
  const file = (name: string) => join(folder, format, `${name}.${format}`);
  return {
    name: `(a) job, ${format}`,
    command: Deno.execPath(),
    args: [
      ...["run", "--quiet", ...permissions, join(root, "main.ts"), "run", "internal_preprocessing_job", "--env", "dev"],
      ...set(`paths.data=${join(work, "job")}`),
      ...set(`engine.memory_limit=${values.memory}`),
      ...["ns_sales", "ns_map"].flatMap((name) => [
        ...set(`readers.${name}.kind=${format}`),
        ...set(`readers.${name}.path=${file(name)}`),
      ]),
    ],
  };
}

function floor(format: Format): Contender {
  const files = ["ns_sales", "ns_map"].map((name) => join(data, format, `${name}.${format}`));
  const script = join(root, "bench/preprocessing/floor.ts");
  const args = ["run", "--quiet", ...permissions, script, ...files, join(work, "floor"), values.memory];
  return { name: `(b) bare SQL, ${format}`, command: Deno.execPath(), args };
}

function original(format: Format, python: string): Contender {
  const files = ["ns_sales", "ns_map"].map((name) => join(data, format, `${name}.${format}`));
  const args = [join(root, "bench/preprocessing/original.py"), ...files, join(work, "original")];
  return { name: `(c) Polars, ${format}`, command: python, args };
}

/** A Python with Polars in a folder of its own, or undefined where pip cannot make one. */
async function polars(): Promise<string | undefined> {
  const folder = join(work, "python");
  const python = join(folder, "bin/python");
  const steps = [["python3", "-m", "venv", folder], [python, "-m", "pip", "install", "--quiet", "polars"]];
  for (const [command, ...args] of steps) {
    const { code } = await measure(command ?? "", args).catch(() => ({ code: 1 }));
    if (code !== 0) return undefined;
  }
  return python;
}

async function contenders(): Promise<readonly Contender[]> {
  const python = values["skip-original"] ? undefined : await polars();
  if (python === undefined) say("(c) is left out: no Python with Polars here");
  return formats.flatMap((format) => [
    job(format),
    floor(format),
    ...(python === undefined ? [] : [original(format, python)]),
  ]);
}

async function clean(): Promise<void> {
  for (const folder of ["job", "floor", "original"]) {
    await Deno.remove(join(work, folder), { recursive: true }).catch(() => undefined);
    await Deno.mkdir(join(work, folder, "tmp"), { recursive: true });
  }
}

function report(results: ReadonlyMap<string, readonly Measured[]>): string {
  const of = (name: string, pick: (one: Measured) => number) => median((results.get(name) ?? []).map(pick));
  const rows = [...results.keys()].map((name) => {
    const all = results.get(name) ?? [];
    const range = `${Math.min(...all.map((m) => m.seconds)).toFixed(1)}–${
      Math.max(...all.map((m) => m.seconds)).toFixed(1)
    }`;
    return `| ${name} | ${of(name, (m) => m.seconds).toFixed(2)} | ${range} | ${
      of(name, (m) => m.cpuSeconds).toFixed(2)
    } | ${of(name, (m) => m.peakMegabytes).toFixed(0)} |`;
  });
  const ratios = formats.flatMap((format) => {
    const seconds = (name: string) => of(`${name}, ${format}`, (m) => m.seconds);
    const pairs = [`(a)/(b) from ${format}: ${(seconds("(a) job") / seconds("(b) bare SQL")).toFixed(2)}`];
    if (results.has(`(c) Polars, ${format}`)) {
      pairs.push(`(c)/(a) from ${format}: ${(seconds("(c) Polars") / seconds("(a) job")).toFixed(2)}`);
    }
    return pairs;
  });
  return [
    "| what | seconds, median | range | processor seconds | peak MB |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...ratios.map((ratio) => `- ${ratio}`),
  ].join("\n");
}

function say(text: string): void {
  // deno-lint-ignore no-console -- a benchmark prints
  console.log(text);
}

/** How much longer the job takes for ten times the stores, and so ten times the lines. */
async function growth(): Promise<string> {
  const tenth = String(Math.max(1, Math.round(Number(values.stores) / 10)));
  const lines: string[] = [];
  for (const format of formats) {
    await makeData(format, tenth);
    const few: number[] = [];
    const many: number[] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      few.push(await secondsOf(job(format, dataFolder(tenth))));
      many.push(await secondsOf(job(format)));
    }
    const [short, long] = [median(few), median(many)];
    lines.push(
      `- ${format}: ${tenth} stores ${short.toFixed(2)} s, ${values.stores} stores ${long.toFixed(2)} s: ${
        (long / short).toFixed(1)
      } times as long`,
    );
  }
  return lines.join("\n");
}

async function secondsOf(contender: Contender): Promise<number> {
  return (await once(contender)).seconds;
}

async function once({ name, command, args }: Contender): Promise<Measured> {
  await clean();
  const measured = await measure(command, args);
  if (measured.code !== 0) throw new Error(`${name} ended with ${measured.code}:\n${measured.stderr}`);
  return measured;
}

await Deno.mkdir(work, { recursive: true });
for (const format of formats) await makeData(format, values.stores);
const all = await contenders();
const results = new Map<string, Measured[]>(all.map(({ name }) => [name, []]));
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const contender of all) {
    const measured = await once(contender);
    results.get(contender.name)?.push(measured);
    const { seconds, cpuSeconds, peakMegabytes } = measured;
    say(
      `round ${round}: ${contender.name}: ${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} processor s, ${
        peakMegabytes.toFixed(0)
      } MB`,
    );
  }
}
const memory =
  `${values.stores} stores x ${values.skus} items x ${values.categories} categories, memory_limit ${values.memory}`;
const text = `### ${
  new Date().toISOString().slice(0, 10)
}, ${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}: ${memory}, ${values.rounds} rounds\n\n${
  report(results)
}\n${values.growth ? `\n${await growth()}\n` : ""}`;
say(`\n${text}`);
if (values.save) {
  const file = join(root, "bench/RESULTS.md");
  const before = await Deno.readTextFile(file).catch(() => "# Results\n");
  await Deno.writeTextFile(file, `${before.trimEnd()}\n\n${text}`);
}
Deno.exit(0);
