import { runId } from "../../infra/random.ts";
import { systemClock } from "../../infra/clock.ts";
import { openPostgresLedger, openSqliteLedger } from "../../pipeline/engine/mod.ts";
import { assetName, jobName } from "./project.ts";

/** A run that goes on while pages are read, as a worker would record it. */
export interface LiveRun extends AsyncDisposable {
  readonly run: string;
}

/** Records a run of ten steps that never ends: five events each second, one step begun each second, and signs of life. */
export async function startLiveRun(place: string): Promise<LiveRun> {
  const { history } = place.startsWith("postgres:")
    ? await openPostgresLedger(place, { schema: "bench_ui" })
    : await openSqliteLedger(place);
  const run = runId(systemClock);
  const time = systemClock.now();
  await history.createRun({
    ...{ id: run, job: jobName(0), environment: "bench", status: "running", tags: {}, request: {}, createdAt: time },
    ...{ startedAt: time, heartbeatAt: time },
  });
  const end = new AbortController();
  const work = (async () => {
    for (let n = 0; !end.signal.aborted; n++) {
      const time = systemClock.now();
      const step = assetName(Math.floor(n / 5) % 10);
      const line = { kind: "log", level: "info", step, message: `Part ${n} is done`, fields: { n }, time } as const;
      const begun = { run, step, asset: step, status: "running", attempt: 1, startedAt: time, metadata: {} } as const;
      await history.write(run, { run: { heartbeatAt: time }, events: [line], steps: n % 5 === 0 ? [begun] : [] });
      await systemClock.sleep(200, end.signal).catch(() => undefined);
    }
    await history.write(run, { run: { status: "canceled", endedAt: systemClock.now() } });
    await history.close();
  })();
  return {
    run,
    async [Symbol.asyncDispose]() {
      end.abort();
      await work;
    },
  };
}
