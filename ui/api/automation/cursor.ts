import { Problem } from "../../../infra/errors.ts";
import { automationStates, type Sensor } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";

/**
 * Has a sensor remember something else from now on, and records it as a tick without runs; returns what it remembered.
 *
 * @throws {Problem} of kind usage for a text that the sensor could not read, of kind pipeline when it looked meanwhile
 */
export async function changeCursor(
  { ledger: { coordination }, clock }: Pick<Backend, "ledger" | "clock">,
  { name }: Sensor,
  cursor: string,
  by: string,
): Promise<string> {
  const { cursor: before = "", lastTick } = (await automationStates(coordination, "sensor")).get(name) ?? {};
  if (isObject(before) && cursor !== "" && !isObject(cursor)) {
    throw new Problem("usage", `Cannot change what the sensor "${name}" remembers: it is no JSON object`, {
      place: "cursor",
      remedy: "Change the values of the one that is there, or leave it empty for the sensor to begin anew.",
    });
  }
  const now = clock.now();
  const tick = {
    ...{ kind: "sensor", name, startedAt: now, endedAt: now, outcome: "skipped", cursor } as const,
    // Later than every tick before, also when the clock was set back.
    time: Math.max(now, (lastTick ?? -1) + 1),
    message: cursor === "" ? `${by} had it forget what it knew` : `${by} changed what it remembers`,
  };
  if (await coordination.automation.commitTick(tick, [], { lastTick: lastTick ?? null }) !== undefined) return before;
  throw new Problem("pipeline", `Cannot change what the sensor "${name}" remembers: it looked at the same moment`, {
    remedy: "See what it remembers now, and try again.",
  });
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
