import assert from "node:assert/strict";
import { manualClock } from "../../../infra/clock.ts";
import { Problem } from "../../../infra/errors.ts";
import { type Logger, silentLogger } from "../../../infra/log.ts";
import { memoryHistory } from "../history/memory.ts";
import { newRun } from "../new_run.ts";
import { asset, countingRandom, projectOf, turns } from "../testing/kit.ts";
import { Outage, patiently } from "./patience.ts";
import { patientHistory } from "./patient_ledger.ts";

const away = new Problem("pipeline", 'Cannot use "postgres://x": the connection broke off');

function noted(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  return { lines, log: { ...silentLogger, info: say, error: say } };
}

Deno.test("patiently: goes on when the server is there again, and says so once", async () => {
  const clock = manualClock();
  const { log, lines } = noted();
  let tries = 0;
  const done = patiently(() => tries++ < 4 ? Promise.reject(away) : Promise.resolve("done"), { clock, log });
  for (const pause of [200, 400, 800, 1_600]) {
    await turns(3);
    await clock.advance(pause);
  }
  assert.equal(await done, "done");
  assert.deepEqual([tries, lines], [5, [
    "The database cannot be used at the moment",
    "The database can be used again",
  ]]);
});

Deno.test("patiently: what does not pass is thrown at once, what lasts too long after a while", async () => {
  const clock = manualClock();
  const { log } = noted();
  let tries = 0;
  const wrong = new Problem("configuration", "Cannot use it: there is no such database");
  await assert.rejects(patiently(() => (tries++, Promise.reject(wrong)), { clock, log }), wrong);
  assert.equal(tries, 1);
  const lasting = patiently(() => Promise.reject(away), { clock, log, patience: 10_000 });
  const refused = assert.rejects(lasting, away);
  for (let second = 0; second < 30; second++) {
    await turns(3);
    await clock.advance(1_000);
  }
  await refused;
});

Deno.test("Outage: is said again once a minute, and pauses grow to five seconds", async () => {
  const clock = manualClock();
  const { log, lines } = noted();
  const outage = new Outage("The queue", { clock, log });
  const pauses: number[] = [];
  while (clock.elapsed() < 125_000) {
    pauses.push(outage.failed(away));
    await clock.advance(pauses.at(-1)!);
  }
  outage.over();
  outage.over();
  assert.deepEqual(pauses.slice(0, 7), [200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  assert.deepEqual(lines.map((line) => line.split(" ")[2]), ["cannot", "cannot", "cannot", "can"]);
});

/** A history whose server dies while a batch is recorded: before, or after it was. */
Deno.test("patientHistory: a batch is recorded once, whether the server died before or after it was", async () => {
  for (const applied of [false, true]) {
    const clock = manualClock();
    const { log } = noted();
    const history = memoryHistory();
    const project = projectOf([asset("a")]);
    const run = newRun(project, { job: "all", environment: "test" }, {
      clock,
      random: countingRandom(),
      status: "queued",
    });
    await history.createRun(run);
    let faults = 0;
    const failing = new Proxy(history, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        if (name !== "write") return member.bind(target);
        return async (...args: Parameters<typeof target.write>) => {
          if (faults === 0) return await target.write(...args);
          faults--;
          if (applied) await target.write(...args);
          throw away;
        };
      },
    });
    const patient = patientHistory(failing, { clock, log });
    const event = (message: string) => ({ kind: "log", level: "info", message, fields: {}, time: 5 }) as const;
    await patient.write(run.id, { events: [event("first")] });
    faults = 1;
    const writing = patient.write(run.id, { events: [event("second"), event("third")] });
    await turns(3);
    await history.write(run.id, { events: [event("of somebody else")] });
    await clock.advance(200);
    const sequences = (await writing).map(({ sequence }) => sequence);
    assert.deepEqual(sequences, applied ? [2, 3] : [3, 4]);
    const texts = (await history.events(run.id)).map((one) => one.kind === "log" ? one.message : one.kind);
    assert.deepEqual(texts.toSorted(), ["first", "of somebody else", "second", "third"]);
  }
});
