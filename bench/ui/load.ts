import type { Visit } from "./visits.ts";

/** How long the requests of one kind took, in milliseconds, from when each was due. */
export interface VisitFigures {
  readonly name: string;
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly longest: number;
  /** Median of the bytes of an answer as they are before compression. */
  readonly bytes: number;
  /** Answers that were none, or not with status 200. */
  readonly errors: number;
}

/** How many requests, and for how long. */
export interface Load {
  /** Requests in a second, of all kinds together. */
  readonly rate: number;
  readonly seconds: number;
}

interface Taken {
  readonly times: number[];
  readonly bytes: number[];
  errors: number;
}

/**
 * Sends requests at fixed times, whether or not those before were answered: what waits because the server is busy counts
 * from when it was due.
 */
export async function drive(base: string, kinds: readonly Visit[], { rate, seconds }: Load): Promise<VisitFigures[]> {
  const taken = new Map(kinds.map(({ name }): [string, Taken] => [name, { times: [], bytes: [], errors: 0 }]));
  const sent: Promise<void>[] = [];
  const begin = performance.now();
  for (let n = 0; n < rate * seconds; n++) {
    const due = begin + n * 1000 / rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const kind = kinds[n % kinds.length]!;
    sent.push(request(base + kind.address(Math.floor(n / kinds.length)).slice(1), due, taken.get(kind.name)!));
  }
  await Promise.all(sent);
  return [...taken].map(([name, one]) => figuresOf(name, one));
}

async function request(address: string, due: number, taken: Taken): Promise<void> {
  try {
    const response = await fetch(address);
    const { length } = await response.bytes();
    taken.times.push(performance.now() - due);
    taken.bytes.push(length);
    if (response.status !== 200) taken.errors += 1;
  } catch {
    taken.errors += 1;
  }
}

function figuresOf(name: string, { times, bytes, errors }: Taken): VisitFigures {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) =>
    Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)) / 10;
  const middle = bytes.toSorted((a, b) => a - b)[bytes.length >> 1] ?? 0;
  return {
    ...{ name, requests: times.length + errors, errors, bytes: middle },
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1) },
  };
}
