import { Problem, toError } from "../../../infra/errors.ts";
import { queuedRun } from "../automation/wanted_run.ts";
import { type AutomationOptions, type AutomationSettings, settleAutomation } from "../automation/options.ts";
import type { AutomationState, Tick } from "../coordination.ts";
import { withDeadline } from "../deadline.ts";
import { isSensorDue, rememberedFailures, sensorPause } from "./due.ts";
import type { Sensor, SensorResult } from "./sensor.ts";

const kind = "sensor";
const grace = 1_000;

/** Evaluates the sensors of a project. Any number of processes may do so at the same time. */
export class SensorEvaluator {
  readonly #settings: AutomationSettings;
  readonly #busy = new Set<string>();
  /** When this process began to evaluate each, on the clock that never jumps. */
  readonly #evaluatedAt = new Map<string, number>();

  constructor(options: AutomationOptions) {
    this.#settings = settleAutomation(options);
  }

  /** Evaluates all that are due, at the same time; those that this process is evaluating already are left out. */
  async evaluate(signal: AbortSignal = new AbortController().signal): Promise<readonly Tick[]> {
    const states = await this.#states();
    const ticks = [...this.#settings.project.sensors.values()].map(async (sensor) => {
      if (this.#busy.has(sensor.name)) return undefined;
      this.#busy.add(sensor.name);
      try {
        const state = states.get(sensor.name);
        return await this.#isDue(sensor, state) ? await this.#tick(sensor, state, signal) : undefined;
      } catch (error) {
        this.#settings.log.error(`Cannot record the sensor "${sensor.name}": ${toError(error).message}`);
        return undefined;
      } finally {
        this.#busy.delete(sensor.name);
      }
    });
    return (await Promise.all(ticks)).flatMap((tick) => tick ?? []);
  }

  /** Evaluates a sensor now, whether it is due, running or not. */
  async evaluateNow(sensor: Sensor, signal: AbortSignal = new AbortController().signal): Promise<Tick | undefined> {
    return await this.#tick(sensor, (await this.#states()).get(sensor.name), signal);
  }

  /** What a sensor would ask for now; nothing is recorded. @throws what its evaluation throws */
  async preview(sensor: Sensor, signal: AbortSignal = new AbortController().signal): Promise<SensorResult> {
    return await this.#ask(sensor, (await this.#states()).get(sensor.name)?.cursor, signal);
  }

  async #states(): Promise<ReadonlyMap<string, AutomationState>> {
    const all = await this.#settings.ledger.coordination.automation.states();
    return new Map(all.filter((state) => state.kind === kind).map((state) => [state.name, state]));
  }

  async #isDue(sensor: Sensor, state: AutomationState | undefined): Promise<boolean> {
    if (!(state?.running ?? sensor.defaultRunning)) return false;
    const { clock, ledger } = this.#settings;
    const at = this.#evaluatedAt.get(sensor.name);
    const sinceEvaluation = at === undefined ? undefined : clock.elapsed() - at;
    const times = { now: clock.now(), lastTick: state?.lastTick, sinceEvaluation };
    if (!isSensorDue(sensor.minimumInterval, times)) return false;
    const ticks = await ledger.coordination.automation.ticks(kind, sensor.name, { limit: rememberedFailures });
    return isSensorDue(sensorPause(sensor.minimumInterval, ticks), times);
  }

  async #tick(sensor: Sensor, state: AutomationState | undefined, signal: AbortSignal): Promise<Tick | undefined> {
    const { clock, ledger, log, onPoint } = this.#settings;
    const { name } = sensor;
    const startedAt = clock.now();
    this.#evaluatedAt.set(name, clock.elapsed());
    await onPoint("due", name);
    const outcome = await this.#outcome(sensor, state?.cursor, signal);
    if (signal.aborted) return undefined;
    await onPoint("evaluated", name);
    const { runs, ...found } = outcome;
    const tick = await ledger.coordination.automation.commitTick(
      {
        kind,
        name,
        // Later than every tick before, also when the clock was set back.
        time: Math.max(startedAt, (state?.lastTick ?? -1) + 1),
        startedAt,
        endedAt: clock.now(),
        ...found,
      },
      runs,
      { lastTick: state?.lastTick ?? null },
    );
    await onPoint("committed", name);
    if (tick === undefined) log.debug(`sensor ${name}: another process was faster`);
    else if (tick.outcome === "failed") log.warning(`sensor ${name} failed: ${tick.message}`);
    else log.debug(`sensor ${name}: ${tick.outcome}`, { runs: tick.runs, message: tick.message });
    await onPoint("done", name);
    return tick;
  }

  async #outcome(sensor: Sensor, cursor: string | undefined, signal: AbortSignal) {
    try {
      const result = await this.#ask(sensor, cursor, signal);
      const { runRequests = [], skipReason } = result;
      const runs = runRequests.map((wish) => this.#runOf(sensor, wish));
      return {
        outcome: runs.length > 0 ? "launched" : "skipped",
        ...(runs.length > 0 || skipReason === undefined ? {} : { message: this.#settings.redact(skipReason) }),
        ...(result.cursor === undefined || result.cursor === cursor ? {} : { cursor: result.cursor }),
        runs,
      } as const;
    } catch (error) {
      const { message } = toError(error);
      return { outcome: "failed", message: this.#settings.redact(message), runs: [] } as const;
    }
  }

  #runOf({ name, job, tags }: Sensor, wish: NonNullable<SensorResult["runRequests"]>[number]) {
    return queuedRun(
      {
        job,
        selection: wish.selection,
        partitions: wish.partitions,
        tags: { ...tags, ...wish.tags },
        runKey: `sensor ${name} ${wish.runKey}`,
        details: wish.details ?? {},
      },
      { kind, name },
      this.#settings,
    );
  }

  #ask(sensor: Sensor, cursor: string | undefined, outer: AbortSignal): Promise<SensorResult> {
    const { clock, ledger: { history, coordination: { backfills } }, log } = this.#settings;
    const { name, timeout } = sensor;
    // People empty it for a sensor to begin anew.
    const parts = { cursor: cursor === "" ? undefined : cursor, history, backfills, log: log.with({ sensor: name }) };
    const evaluate = async (signal: AbortSignal) => await sensor.evaluate({ ...parts, now: clock.now(), signal });
    return withDeadline(evaluate, {
      clock,
      signal: outer,
      timeout,
      grace,
      timeoutReason: () =>
        new Problem("pipeline", `Cannot evaluate the sensor "${name}": it took longer than ${timeout / 1000} s`),
    });
  }
}
