import process from "node:process";
import type { History } from "../../pipeline/engine/mod.ts";

/** Milliseconds that reading pages of 200 events took. */
export interface EventFigures {
  readonly events: number;
  /** Seconds to write them, 1,000 per transaction. */
  readonly written: number;
  readonly pages: number;
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
  /** Milliseconds of processor time that the reading process took for the page that took it the most. */
  readonly mostProcessor: number;
}

const perBatch = 1_000;
const page = 200;

/** Writes a run with many events, as they are in a real one, and reads pages from all over. */
export async function measureEvents(history: History, events: number): Promise<EventFigures> {
  const run = "0000000000000001";
  await history.createRun({
    ...{ id: run, job: "j", environment: "bench", status: "running", tags: {}, request: {}, createdAt: 1 },
  });
  const began = performance.now();
  for (let first = 0; first < events; first += perBatch) {
    await history.write(run, {
      events: Array.from({ length: perBatch }, (_, index) => ({
        ...{ kind: "log", level: "info", step: `step_${(first + index) % 60}`, time: first + index } as const,
        message: `Row ${first + index} of the table was looked at and found to be as it should be`,
        fields: { row: first + index, of: events },
      })),
    });
  }
  const written = (performance.now() - began) / 1000;
  const times: number[] = [];
  let mostProcessor = 0;
  // Pages from all over, in an order that no cache foresees, and the first and the last one.
  const starts = [0, events - page, ...Array.from({ length: 1_000 }, (_, n) => (n * 7_919_777) % (events - page))];
  for (const after of starts) {
    const before = process.cpuUsage();
    const start = performance.now();
    const found = await history.events(run, { after, limit: page });
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    mostProcessor = Math.max(mostProcessor, (user + system) / 1000);
    if (found.length !== page || found[0]!.sequence !== after + 1) {
      throw new Error(`Cannot go on: page ${after} is wrong`);
    }
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => round(times[Math.min(times.length - 1, Math.floor(part * times.length))]!);
  return {
    events,
    written: round(written),
    pages: times.length,
    median: at(0.5),
    p99: at(0.99),
    longest: at(1),
    mostProcessor: round(mostProcessor),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
