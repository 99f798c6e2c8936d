import { parseArgs } from "node:util";
import { breakRuns } from "./helpers/break_runs.ts";
import { soakStorage, type StorageMode, storageModes } from "./helpers/soak_storage.ts";

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      points: { type: "string", default: "300" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
      mode: { type: "string", default: "kill" },
    },
  });
  const [points, seed, workers] = [Number(values.points), Number(values.seed), Number(values.workers)];
  const figures = storageModes.includes(values.mode as StorageMode)
    ? await soakStorage(values.mode as StorageMode, { points, seed })
    : await breakRuns({ points, seed, workers });
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(figures, undefined, 2)}\n`));
}
