import { openSqliteLedger } from "../history/sqlite.ts";

/** As a program: records `count` runs of three events and a value each, as fast as it goes. */
async function main([path = "", name = "", count = "1"]: readonly string[]): Promise<void> {
  const { history } = await openSqliteLedger(path);
  await using _history = history;
  for (let n = 0; n < Number(count); n++) {
    const run = `${name}-${String(n).padStart(4, "0")}`;
    const event = { kind: "log", level: "info", message: name, fields: {}, time: n } as const;
    const step = { run, step: "a", asset: "a", attempt: 1, metadata: {} };
    await history.createRun({
      ...{ id: run, job: "j", environment: "test", status: "running", tags: {}, request: {}, createdAt: n },
    });
    await history.write(run, { events: [event], steps: [{ ...step, status: "running" }] });
    await history.write(run, {
      run: { status: "success", endedAt: n },
      events: [event, event],
      steps: [{ ...step, status: "success", version: run }],
      materializations: [{
        ...{ version: run, run, step: "a", asset: "a", path: `${run}.json`, hash: "h", bytes: 1, metadata: {} },
        ...{ codeVersion: "1", inputs: [], fingerprint: "f", createdAt: n },
      }],
    });
  }
}

if (import.meta.main) await main(Deno.args);
