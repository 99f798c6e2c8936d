import type { History, Materialization, RunId } from "../../../pipeline/engine/mod.ts";
import type { OutputAnswer } from "./schemas.ts";

/** What a run stored, each value beside the one before it of the same asset and key. */
export async function runOutputs(history: History, run: RunId): Promise<readonly OutputAnswer[]> {
  const made = await history.materializations(run);
  return await Promise.all(made.map(async (value) => outputAnswer(value, await valueBefore(history, value))));
}

async function valueBefore(history: History, value: Materialization): Promise<Materialization | undefined> {
  const { asset, partition, version } = value;
  const key = partition === undefined ? {} : { partition };
  const [before] = await history.valuesOf(asset, { ...key, before: version, limit: 1 });
  return before;
}

function outputAnswer(value: Materialization, before: Materialization | undefined): OutputAnswer {
  const { version, asset, partition, step, path, bytes, rows, hash, createdAt } = value;
  return {
    ...{ version, asset, step, path, bytes, hash, createdAt },
    ...(partition === undefined ? {} : { partition }),
    ...(rows === undefined ? {} : { rows }),
    ...(before === undefined ? {} : {
      before: {
        ...{ version: before.version, run: before.run, bytes: before.bytes, same: before.hash === hash },
        ...(before.rows === undefined ? {} : { rows: before.rows }),
      },
    }),
  };
}
