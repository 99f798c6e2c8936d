import { killRunAt } from "../../pipeline/engine/testing/kill_run.ts";
import { killTick } from "../../pipeline/engine/testing/kill_tick.ts";
import { materializationPoints } from "../../pipeline/engine/testing/fault_process.ts";
import { tickPoints } from "../../pipeline/engine/automation/mod.ts";

/** How often a process was killed. */
export interface PointFigures {
  /** At the points and at each statement of a tick, by what ticked. */
  readonly ticks: Readonly<Record<string, number>>;
  /** At the points of making a value. */
  readonly materializations: number;
}

/** Kills processes at every point of ticks and of making a value, so many times over, two processes at a time. */
export async function killAtPoints(rounds: number): Promise<PointFigures> {
  const ticks: Record<string, number> = { schedule: 0, sensor: 0 };
  let materializations = 0;
  for (let round = 0; round < rounds; round++) {
    await Promise.all(["schedule" as const, "sensor" as const].map(async (kind) => {
      for (const point of tickPoints) if (await killTick(kind, point)) ticks[kind]!++;
      for (let statement = 1; await killTick(kind, String(statement)); statement++) ticks[kind]!++;
    }));
    const points = [...materializationPoints];
    const work = async () => {
      for (let point = points.shift(); point !== undefined; point = points.shift(), materializations++) {
        await killRunAt(point);
      }
    };
    await Promise.all([work(), work()]);
  }
  return { ticks, materializations };
}
