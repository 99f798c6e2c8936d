import { parseArgs } from "node:util";
import { type BreakOptions, breakRuns, type Fault } from "./helpers/break_runs.ts";
import { withPostgres } from "./helpers/postgres.ts";

const help = `deno task soak [--points 300] [--seed 1] [--workers 2] [--daemons 1] [--postgres]

Workers and daemons execute runs, and are broken at seeded moments: killed, and with --postgres on a server that is
started for it, also frozen and cut off, and the server is restarted.
`;

async function soak(options: BreakOptions, onPostgres: boolean): Promise<void> {
  let text = "";
  const run = async (rest: Partial<BreakOptions>) => {
    text = `${JSON.stringify(await breakRuns({ ...options, ...rest }), undefined, 2)}\n`;
  };
  const faults: readonly Fault[] = ["kill", "kill", "kill", "kill", "cut", "cut", "freeze", "restart"];
  if (onPostgres) await withPostgres((postgres) => run({ postgres, faults }));
  else await run({});
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      points: { type: "string", default: "300" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
      daemons: { type: "string", default: "1" },
      postgres: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) Deno.stdout.writeSync(new TextEncoder().encode(help));
  else {
    const { points, seed, workers, daemons } = values;
    const options = { points: Number(points), seed: Number(seed), workers: Number(workers), daemons: Number(daemons) };
    await soak(options, values.postgres);
  }
}
