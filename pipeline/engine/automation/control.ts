import type { Clock } from "../../../infra/clock.ts";
import type { AutomationKind, AutomationState, Coordination } from "../coordination.ts";
import { scheduleDefinition } from "../schedules/evaluator.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Sensor } from "../sensors/sensor.ts";

/** A schedule or sensor and whether it is to run. */
export type AutomationSwitch =
  | { readonly kind: "schedule"; readonly what: Schedule; readonly running: boolean }
  | { readonly kind: "sensor"; readonly what: Sensor; readonly running: boolean };

/** Who changes something, and by which clock. */
export interface AutomationActor {
  /** A user's name, or `cli:<user>`. */
  readonly by: string;
  readonly clock: Clock;
  /** Network address that it is asked from, for the audit. @default not known */
  readonly address?: string | undefined;
}

/**
 * Starts or stops a schedule or sensor for good, with a row of the audit. One that goes on keeps its start, so that ticks
 * it has missed are caught up.
 *
 * @returns whether anything changed
 */
export async function switchAutomation(
  coordination: Coordination,
  { kind, what, running }: AutomationSwitch,
  { by, clock, address }: AutomationActor,
): Promise<boolean> {
  const { automation } = coordination;
  const { name, defaultRunning } = what;
  const state = (await automation.states()).find((one) => one.kind === kind && one.name === name);
  const at = clock.now();
  const changed = (state?.running ?? defaultRunning) !== running;
  await automation.introduce(kind, name, at, kind === "schedule" ? scheduleDefinition(what) : undefined);
  if (changed || state === undefined || (!running && state.running === undefined)) {
    await automation.setRunning(kind, name, running, at);
  }
  if (changed) {
    await coordination.audit({
      time: at,
      actor: by,
      action: `${kind}.${running ? "start" : "stop"}`,
      target: name,
      details: address === undefined ? {} : { address },
    });
  }
  return changed;
}

/** What is kept of all schedules or sensors, by name. */
export async function automationStates(
  { automation }: Pick<Coordination, "automation">,
  kind: AutomationKind,
): Promise<ReadonlyMap<string, AutomationState>> {
  const states = await automation.states();
  return new Map(states.filter((state) => state.kind === kind).map((state) => [state.name, state]));
}
