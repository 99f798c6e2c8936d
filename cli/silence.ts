import type { Clock } from "../infra/clock.ts";
import type { RunRecord } from "../pipeline/engine/mod.ts";
import { loadEngine } from "./later.ts";
import { formatTime } from "./output/format.ts";

/** Since when a run that should be under way has given no sign of life, in milliseconds since 1970; undefined if it does. */
export async function silentSince(run: RunRecord, clock: Clock): Promise<number | undefined> {
  const { isSilent, lastSignOfLife } = await loadEngine();
  return isSilent(run, clock.now()) ? lastSignOfLife(run) : undefined;
}

/** What a person reads about a run that is silent. */
export function silenceText(since: number): string {
  return `no sign of life since ${formatTime(since)}: its process has probably ended without saying so`;
}
