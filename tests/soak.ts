import { parseArgs } from "node:util";
import { breakRuns } from "./helpers/break_runs.ts";

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      points: { type: "string", default: "300" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
    },
  });
  const [points, seed, workers] = [Number(values.points), Number(values.seed), Number(values.workers)];
  const figures = await breakRuns({ points, seed, workers });
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(figures, undefined, 2)}\n`));
}
