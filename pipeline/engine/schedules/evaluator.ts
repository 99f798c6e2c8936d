import { toError } from "../../../infra/errors.ts";
import { type AutomationOptions, type AutomationSettings, settleAutomation } from "../automation/options.ts";
import { queuedRun } from "../automation/wanted_run.ts";
import type { AutomationState, QueueEntry, QueueItem, Tick } from "../coordination.ts";
import { singlePool } from "../coordination/limits.ts";
import type { RunRecord } from "../history.ts";
import { isFinal, type RunId } from "../types.ts";
import { type Cron, openCron } from "./cron.ts";
import { type DueTick, dueTicks } from "./due.ts";
import type { Schedule } from "./schedule.ts";

const kind = "schedule";
const noLimits = { total: Infinity, jobs: {}, tags: {}, pools: {} };

/** The definition that ticks come from, as text: what is kept to notice that it changed. */
export function scheduleDefinition({ cron, timezone, defaultRunning }: Schedule): string {
  return `${cron} ${timezone} ${defaultRunning ? "on" : "off"}`;
}

/** What a tick would ask for. */
export interface PreviewedLaunch {
  readonly record: RunRecord;
  readonly entry: QueueEntry;
  /** Runs of earlier ticks that have not ended. */
  readonly active: readonly RunId[];
}

/** Records the ticks of a project's schedules that are due. Any number of processes may do so at the same time. */
export class ScheduleEvaluator {
  readonly #settings: AutomationSettings;
  readonly #crons = new Map<string, Promise<Cron>>();
  /** Schedules whose definition this process has compared with what is kept. */
  readonly #prepared = new Set<string>();
  #since: number;

  constructor(options: AutomationOptions) {
    this.#settings = settleAutomation(options);
    this.#since = this.#settings.clock.now();
  }

  /** Looks at the clock once. A schedule that cannot be evaluated does not keep others from it; what is wrong is logged. */
  async evaluate(): Promise<readonly Tick[]> {
    const { project, ledger, clock, log } = this.#settings;
    const now = clock.now();
    this.#since = Math.min(this.#since, now);
    const states = new Map<string, AutomationState>();
    for (const state of await ledger.coordination.automation.states()) {
      if (state.kind === kind) states.set(state.name, state);
    }
    const ticks: Tick[] = [];
    for (const schedule of project.schedules.values()) {
      try {
        const state = await this.#prepare(schedule, states.get(schedule.name), now);
        if (state !== undefined) ticks.push(...await this.#tick(schedule, state, now));
      } catch (error) {
        log.error(`Cannot evaluate the schedule "${schedule.name}": ${toError(error).message}`);
      }
    }
    return ticks;
  }

  /** What the tick of a time would ask for if it came now; nothing is recorded. @param time milliseconds since 1970 */
  async preview(schedule: Schedule, time: number): Promise<PreviewedLaunch> {
    const { record, entry } = this.#runOf(schedule, { time, launches: true });
    const active = (await this.#active(schedule)).map(({ entry: { run } }) => run);
    return { record, entry, active };
  }

  /** What is kept of a schedule; undefined when it was seen for the first time or has changed, so that nothing is due. */
  async #prepare(
    schedule: Schedule,
    state: AutomationState | undefined,
    now: number,
  ): Promise<AutomationState | undefined> {
    const { name } = schedule;
    if (this.#prepared.has(name)) return state;
    const { automation } = this.#settings.ledger.coordination;
    const definition = scheduleDefinition(schedule);
    if (state === undefined) await automation.introduce(kind, name, now, definition);
    else if (state.cursor !== definition) {
      const before = state.cursor === undefined ? "" : ` from "${state.cursor}"`;
      const message = `changed${before} to "${definition}"; what would have been due before is not caught up`;
      const times = { time: now, startedAt: now, endedAt: now };
      await automation.commitTick({ kind, name, ...times, outcome: "skipped", message, cursor: definition }, []);
    }
    this.#prepared.add(name);
    if (schedule.overlap === "replace") await this.#cancelReplaced(schedule);
    return state?.cursor === definition ? state : undefined;
  }

  async #tick(schedule: Schedule, state: AutomationState, now: number): Promise<readonly Tick[]> {
    if (!(state.running ?? schedule.defaultRunning)) return [];
    const lastTick = await this.#lastTick(state, now);
    const { changedAt } = state;
    const memory = { changedAt, ...(lastTick === undefined ? {} : { lastTick }) };
    const cron = await this.#cronOf(schedule);
    const ticks: Tick[] = [];
    for (const due of dueTicks(schedule, cron, memory, { now, since: this.#since })) {
      const tick = await this.#launch(schedule, due, now);
      if (tick !== undefined) ticks.push(tick);
    }
    return ticks;
  }

  /** A clock that ran ahead has left ticks in the future: they stay recorded, and those before them come. */
  async #lastTick({ name, lastTick }: AutomationState, now: number): Promise<number | undefined> {
    if (lastTick === undefined || lastTick <= now) return lastTick;
    const [newest] = await this.#settings.ledger.coordination.automation.ticks(kind, name, {
      before: now + 1,
      limit: 1,
    });
    return newest?.time;
  }

  async #launch(schedule: Schedule, due: DueTick, now: number): Promise<Tick | undefined> {
    const { ledger, clock, log, onPoint } = this.#settings;
    const { name, overlap } = schedule;
    await onPoint("due", name);
    const [active] = due.launches && overlap === "skip" ? await this.#active(schedule) : [];
    const inTheWay = active === undefined ? [] : [`run ${active.entry.run} of an earlier tick has not ended`];
    const message = [...inTheWay, ...(due.message === undefined ? [] : [due.message])].join("; ");
    const launches = due.launches && active === undefined;
    const runs = launches ? [this.#runOf(schedule, due)] : [];
    await onPoint("evaluated", name);
    const tick = await ledger.coordination.automation.commitTick({
      kind,
      name,
      time: due.time,
      startedAt: now,
      endedAt: clock.now(),
      outcome: launches ? "launched" : "skipped",
      ...(message === "" ? {} : { message }),
    }, runs);
    await onPoint("committed", name);
    if (overlap === "replace") await this.#cancelReplaced(schedule);
    await onPoint("done", name);
    if (tick !== undefined) log.info(`schedule ${name}: ${tick.outcome}`, { time: due.time, runs: tick.runs, message });
    return tick;
  }

  #runOf(schedule: Schedule, { time }: DueTick) {
    const { name, job, tags, overlap } = schedule;
    const scheduledFor = new Date(time).toISOString();
    return queuedRun(
      {
        job,
        tags,
        runKey: `schedule ${name} ${scheduledFor}`,
        details: { scheduledFor },
        pools: overlap === "queue" || overlap === "replace" ? { [singlePool(`schedule ${name}`)]: 1 } : {},
      },
      { kind, name },
      this.#settings,
    );
  }

  /** Runs of a schedule that wait or are executed. */
  async #active({ name }: Schedule): Promise<readonly QueueItem[]> {
    const { ledger: { history, coordination }, clock } = this.#settings;
    const items = (await coordination.queue.items(noLimits, clock.now()))
      .filter(({ entry: { origin } }) => origin.kind === kind && origin.name === name);
    const records = await Promise.all(items.map(({ entry }) => history.run(entry.run)));
    return items.filter((_, index) => !isFinal(records[index]?.status ?? "success"));
  }

  /** Asks for all runs but those of the newest tick to be canceled; safe to repeat, so that a crash in between is mended. */
  async #cancelReplaced(schedule: Schedule): Promise<void> {
    const { ledger: { coordination }, clock } = this.#settings;
    const ticks = await coordination.automation.ticks(kind, schedule.name);
    const newest = ticks.find(({ runs }) => runs.length > 0);
    if (newest === undefined) return;
    for (const { entry: { run }, cancelRequested } of await this.#active(schedule)) {
      if (newest.runs.includes(run) || cancelRequested !== undefined) continue;
      const reason = `the tick of ${new Date(newest.time).toISOString()} replaces it`;
      await coordination.queue.requestCancel(run, { at: clock.now(), by: `schedule ${schedule.name}`, reason });
    }
  }

  #cronOf({ name, cron, timezone }: Schedule): Promise<Cron> {
    const known = this.#crons.get(name) ?? openCron(cron, timezone);
    this.#crons.set(name, known);
    return known;
  }
}
