import assert from "node:assert/strict";
import { join } from "node:path";
import { startServer } from "../bench/ui/process.ts";
import { type History, openSqliteLedger, type RunEventBody } from "../pipeline/engine/mod.ts";
import { withFolder } from "./helpers/workspace.ts";

const watchers = 50;
const rounds = 3;
/** Events that there are before anybody watches, and that are written meanwhile. */
const [before, meanwhile] = [700, 300];
/** Megabytes that the memory of a process may differ by without a reason. */
const slack = 60;
/** Open files that the server may have more of, for reasons of its own. */
const few = 5;
const limit = 120_000;

const line = (n: number): RunEventBody & { readonly time: number } => ({
  ...{ kind: "log", level: "info", message: `Part ${n} is done`, fields: { n }, time: n },
});

Deno.test("stream of a run: 50 watchers of one that goes on get every event once and in order, and leave nothing behind", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "history.sqlite");
    const { history } = await openSqliteLedger(path);
    await using _history = history;
    const server = await startServer(path, 40);
    try {
      const files = server.descriptors();
      const memory: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await watchTogether(history, `run-${round}`, server.base);
        const left = await settled(() => server.descriptors(), files + few);
        assert.ok(left <= files + few, `${left} open files, ${files} before`);
        memory.push(server.resident());
      }
      assert.ok(memory.at(-1)! - memory[0]! < slack, `megabytes after each round: ${memory.join(", ")}`);
    } finally {
      await server.end();
    }
  });
});

/** Records a run and watches it: half of the watchers go on behind an event, a fifth go away in the middle and come again. */
async function watchTogether(history: History, run: string, base: string): Promise<void> {
  const made = { id: run, job: "area_00_job", environment: "bench", status: "running", tags: {}, request: {} } as const;
  await history.createRun({ ...made, createdAt: 1, startedAt: 1 });
  await history.write(run, { events: Array.from({ length: before }, (_, n) => line(n)) });
  // Connections of its own, which are closed in the end.
  using client = Deno.createHttpClient({});
  const address = `${base}api/v1/runs/${run}/stream`;
  const begun = Array.from({ length: watchers }, () => Promise.withResolvers<void>());
  const watching = begun.map(({ resolve }, n) => {
    const watch = { address, client, after: n % 2 === 0 ? 0 : before - 100, onFirst: resolve };
    return n % 5 === 0 ? watchTwice(watch) : watchOnce(watch);
  });
  await Promise.all(begun.map(({ promise }) => promise));
  for (let n = 0; n < meanwhile; n += 10) {
    await history.write(run, { events: Array.from({ length: 10 }, (_, i) => line(before + n + i)) });
  }
  const end = { kind: "run_status", status: "success", time: 9 } as const;
  await history.write(run, { run: { status: "success", endedAt: 9 }, events: [end] });
  const last = before + meanwhile + 1;
  for (const [n, seen] of (await Promise.all(watching)).entries()) {
    const after = n % 2 === 0 ? 0 : before - 100;
    assert.deepEqual(seen, Array.from({ length: last - after }, (_, i) => after + 1 + i), `watcher ${n}`);
  }
}

interface Watch {
  readonly address: string;
  readonly client: Deno.HttpClient;
  readonly after: number;
  readonly onFirst: () => void;
}

/** Sequences of the events until the stream ends, or until it is left behind `leaveAt`. */
async function watchOnce({ address, client, after, onFirst }: Watch, leaveAt = Infinity): Promise<number[]> {
  const leave = new AbortController();
  const response = await fetch(address, {
    ...{ client, signal: leave.signal, headers: { "last-event-id": String(after) } },
  });
  assert.equal(response.status, 200);
  const seen: number[] = [];
  let [rest, ended] = ["", false];
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + text).split("\n\n");
    rest = messages.pop()!;
    for (const message of messages) {
      const id = /^id: (\d+)$/m.exec(message)?.[1];
      if (id !== undefined) seen.push(Number(id));
      ended ||= /^event: end$/m.test(message);
    }
    if (seen.length > 0) onFirst();
    if (seen.at(-1)! >= leaveAt) break;
  }
  leave.abort();
  assert.ok(ended || leaveAt < Infinity, "the stream ended without saying so");
  return seen;
}

/** Goes away after some events, and goes on behind the last one that came. */
async function watchTwice(watch: Watch): Promise<number[]> {
  const first = await watchOnce(watch, watch.after + 50);
  return [...first, ...await watchOnce({ ...watch, after: first.at(-1)! })];
}

/** A number once it is at most so large, or the last one when that takes too long: a server learns late who is gone. */
async function settled(value: () => number, most: number): Promise<number> {
  const until = performance.now() + limit;
  while (value() > most && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
  return value();
}
