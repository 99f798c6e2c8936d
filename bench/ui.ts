import { parseArgs } from "node:util";
import { type Place, postgresPlace, sqlitePlace } from "./ui/made.ts";
import { measureBrowser } from "./ui/browser.ts";
import { drive, type Load, type VisitFigures } from "./ui/load.ts";
import { startLiveRun } from "./ui/live_run.ts";
import { type ServerProcess, startServer } from "./ui/process.ts";
import { type Visit, visits } from "./ui/visits.ts";

/** Milliseconds that 95 of 100 requests of each kind have to be answered in. */
const limit = 100;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    runs: { type: "string", default: "100000" },
    events: { type: "string", default: "10000000" },
    assets: { type: "string", default: "1000" },
    rate: { type: "string", default: "50" },
    seconds: { type: "string", default: "60" },
    folder: { type: "string", default: "tmp/bench" },
    postgres: { type: "string" },
    quiet: { type: "boolean", default: false },
    browser: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    flag: { type: "string", multiple: true, default: [] },
  },
});

/** Pages and API under load, over a history that is made once. */
async function main(): Promise<void> {
  const { smoke } = values;
  const size = smoke
    ? { runs: 200, events: 20_000, assets: 200 }
    : { runs: Number(values.runs), events: Number(values.events), assets: Number(values.assets) };
  const load = smoke ? { rate: 20, seconds: 3 } : { rate: Number(values.rate), seconds: Number(values.seconds) };
  const place = values.postgres === undefined
    ? await sqlitePlace(values.folder, size, print)
    : await postgresPlace(values.postgres, size, print);
  const server = await startServer(place.history, size.assets, values.flag);
  try {
    if (values.browser) return print(JSON.stringify(await measureBrowser(server.base), undefined, 2));
    const all = await measure(server, place, load);
    if (all.some(({ errors }) => errors > 0)) Deno.exitCode = 1;
    if (!smoke && all.some(({ p95 }) => p95 >= limit)) Deno.exitCode = 1;
  } finally {
    await server.end();
  }
}

async function measure(server: ServerProcess, { history, made }: Place, load: Load): Promise<readonly VisitFigures[]> {
  const kinds = visits(made);
  await warm(server.base, kinds);
  const memory = [server.resident()];
  const files = server.descriptors();
  const processor = server.processor();
  const live = values.quiet ? undefined : await startLiveRun(history);
  const half = { ...load, seconds: load.seconds / 2 };
  const first = await drive(server.base, kinds, half);
  memory.push(server.resident());
  const second = await drive(server.base, kinds, half);
  memory.push(server.resident());
  await live?.[Symbol.asyncDispose]();
  const each = (server.processor() - processor) / (load.rate * load.seconds);
  for (const one of second) printFigures(one, first.find(({ name }) => name === one.name)!);
  print(
    `resident MB at start, middle and end: ${memory.join(", ")}; open files ${files}, then ${server.descriptors()}`,
  );
  print(
    `processor time of the server: ${(each * 1000).toFixed(1)} ms each request, ${
      (each * load.rate * 100).toFixed(0)
    } % of one`,
  );
  return [...first, ...second];
}

/** Asks for everything once: what is laid out once only is told apart. */
async function warm(base: string, kinds: readonly Visit[]): Promise<void> {
  const ask = async (address: string) => {
    const begin = performance.now();
    await (await fetch(base + address.slice(1))).bytes();
    return performance.now() - begin;
  };
  await ask("/");
  print(`first look at the whole lineage: ${(await ask("/api/v1/lineage?collapsed=")).toFixed(0)} ms`);
  for (const { address } of kinds) for (let n = 0; n < 24; n++) await ask(address(n));
}

function printFigures(second: VisitFigures, first: VisitFigures): void {
  const { name, requests, p50, p95, p99, longest, bytes, errors } = second;
  print(
    `${
      name.padEnd(18)
    } p50 ${p50} ms, p95 ${p95} ms (first half ${first.p95}), p99 ${p99} ms, longest ${longest} ms; ` +
      `${requests} requests, ${errors} errors, ${Math.round(bytes / 1024)} kB`,
  );
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  await main();
  Deno.exit();
}
