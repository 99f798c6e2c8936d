import { parseArgs } from "node:util";
import { type BreakOptions, breakRuns, type Fault } from "./helpers/break_runs.ts";
import { withPostgres } from "./helpers/postgres.ts";
import { soakStorage, type StorageMode, storageModes } from "./helpers/soak_storage.ts";

const help = `deno task soak [--points 300] [--seed 1] [--workers 2] [--daemons 1] [--postgres]
deno task soak --mode writes | flips | writers | memory | points [--points N] [--seed 1]

Workers and daemons execute runs, and are broken at seeded moments: killed, and with --postgres on a server that is
started for it, also frozen and cut off, and the server is restarted.

Of what is stored: writes: each write and sync of a small run fails in every way; flips: N bits of a history; writers: 64
processes that record N runs together; memory: of a process that executes N runs; points: processes are killed at every point
and statement of a tick, and every point of making a value, N times over.
`;

async function soak(options: BreakOptions, onPostgres: boolean): Promise<void> {
  let text = "";
  const run = async (rest: Partial<BreakOptions>) => {
    const figures = await breakRuns({ ...options, ...rest });
    text = `${JSON.stringify(figures, undefined, 2)}\n`;
    // What is frozen or cut off has its own times; whoever was killed is to be found within five seconds.
    if (!onPostgres && Math.max(figures.runFound[1], figures.workerFound[1]) > 5_000) {
      text += "A crash was found later than after five seconds\n";
      Deno.exitCode = 1;
    }
  };
  const faults: readonly Fault[] = ["kill", "kill", "kill", "kill", "cut", "cut", "freeze", "restart"];
  if (onPostgres) await withPostgres((postgres) => run({ postgres, faults }));
  else await run({});
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

async function storage(mode: StorageMode, points: number, seed: number): Promise<void> {
  const text = JSON.stringify(await soakStorage(mode, { points, seed }), undefined, 2);
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      points: { type: "string", default: "300" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
      daemons: { type: "string", default: "1" },
      postgres: { type: "boolean", default: false },
      mode: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const mode = storageModes.find((one) => one === values.mode);
  if (values.help || (values.mode !== undefined && mode === undefined)) {
    Deno.stdout.writeSync(new TextEncoder().encode(help));
  } else if (mode !== undefined) await storage(mode, Number(values.points), Number(values.seed));
  else {
    const { points, seed, workers, daemons } = values;
    const options = { points: Number(points), seed: Number(seed), workers: Number(workers), daemons: Number(daemons) };
    await soak(options, values.postgres);
  }
}
