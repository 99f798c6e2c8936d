import { join } from "node:path";
import { systemClock } from "../../infra/clock.ts";
import { executeRun, openSqliteLedger } from "../../pipeline/engine/mod.ts";
import { chain } from "../../pipeline/engine/testing/chain_process.ts";
import { projectOf } from "../../pipeline/engine/testing/kit.ts";
import { breakWrite, compileInjector, countOperations, everythingIn, faultKinds, flipBits } from "./faults.ts";
import { writeTogether } from "./many_writers.ts";
import { killAtPoints } from "./soak_points.ts";
import { seeded } from "./seeded.ts";
import { projectRoot } from "./source_files.ts";
import { withFolder } from "./workspace.ts";

/** Long tests of what is stored, and of what is under way when a process dies. */
export const storageModes = ["writes", "flips", "writers", "memory", "points"] as const;

/** One of {@link storageModes}. */
export type StorageMode = (typeof storageModes)[number];

/** How long and with which seed. */
export interface StorageSoak {
  /** Flips, processes, runs or rounds; of writes every one is broken in every way. */
  readonly points: number;
  readonly seed: number;
}

/** Runs a long test and gives its figures; it throws where something is wrong. */
export async function soakStorage(mode: StorageMode, soak: StorageSoak): Promise<unknown> {
  const began = systemClock.elapsed();
  const figures = await soaks[mode](soak);
  return { mode, ...figures, seconds: Math.round((systemClock.elapsed() - began) / 1000) };
}

const soaks: Readonly<Record<StorageMode, (soak: StorageSoak) => Promise<object>>> = {
  writes: breakWrites,
  flips: flipMany,
  writers: ({ points }) => writeTogether(64, Math.max(1, Math.round(points / 64))),
  memory: ({ points }) => measureMemory(points),
  points: ({ points }) => killAtPoints(points),
};

/** Every write and sync of a small run, in every way; two processes at a time. */
async function breakWrites(): Promise<object> {
  const outcomes: Record<string, number> = {};
  let operations = 0;
  await withFolder(async (folder) => {
    const library = await compileInjector(folder);
    if (library === undefined) throw new Error("Cannot break writes: there is no C compiler");
    operations = await countOperations(library, join(folder, "whole"));
    const points = faultKinds.flatMap((kind) =>
      Array.from({ length: operations }, (_, index) => ({ kind, n: index + 1 }))
    );
    const work = async () => {
      for (let point = points.shift(); point !== undefined; point = points.shift()) {
        const { kind, n } = point;
        const place = join(folder, `${kind}-${n}`);
        const outcome = `${kind}: ${await breakWrite(library, place, kind, n)}`;
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        await Deno.remove(place, { recursive: true });
      }
    };
    await Promise.all([work(), work()]);
  });
  return { operations, outcomes };
}

async function flipMany({ points, seed }: StorageSoak): Promise<object> {
  let figures: object = {};
  await withFolder(async (folder) => {
    const path = join(folder, "history.sqlite");
    const { history } = await openSqliteLedger(path);
    for (let n = 0; n < 10; n++) {
      const request = { job: "all", environment: "test" };
      await executeRun(projectOf(chain("a", 10)), request, { history, root: join(folder, "assets") });
    }
    await history.write((await history.runs())[0]!.id, { partitions: { day: ["mon", "tue", "wed"] } });
    await history.close();
    figures = { seed, ...await flipBits(path, { random: seeded(seed), flips: points, read: everythingIn }) };
  });
  return figures;
}

/** A process of its own, so that nothing else is in its memory. */
async function measureMemory(runs: number): Promise<object> {
  const rights = ["--allow-read", "--allow-write", "--allow-sys"];
  const script = join(projectRoot, "tests/helpers/many_runs.ts");
  const args = ["run", "--v8-flags=--expose-gc", "--no-check", "--quiet", ...rights, script, String(runs)];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  if (!success) throw new Error("Cannot measure the memory: the process failed");
  const points = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line) as object);
  return { points };
}
