import { Problem, toError } from "../../infra/errors.ts";
import { systemClock } from "../../infra/clock.ts";
import { silentLogger } from "../../infra/log.ts";
import { systemRandom } from "../../infra/random.ts";
import type { RunInfo } from "./context.ts";
import { withDeadline } from "./deadline.ts";
import { errorRecord } from "./error_record.ts";
import { heartbeatInterval } from "./heartbeat.ts";
import { HeldValues } from "./held_values.ts";
import type { HistoryBatch, RunRecord } from "./history.ts";
import { gatherKnowledge } from "./knowledge.ts";
import { LocalNames } from "./names.ts";
import { newRun } from "./new_run.ts";
import { OpenResources } from "./open_resources.ts";
import { planInScope } from "./plan.ts";
import { plannedAssets } from "./plan_assets.ts";
import { type PlanScope, planScope } from "./plan_scope.ts";
import type { Plan, RunRequest } from "./plan_types.ts";
import type { Project } from "./project.ts";
import type { Run, RunOptions, RunResult, RunSettings } from "./run.ts";
import { StepRunner } from "./run_steps.ts";
import { RunWriter } from "./run_writer.ts";
import { timed } from "./step_batches.ts";
import { StoredValues } from "./stored_values.ts";
import { isFinal } from "./types.ts";
import { settingsTexts } from "./why/origin.ts";

/**
 * Plans and executes a run and records it.
 *
 * A step that fails is no error here: the result's run has the status `failure`.
 *
 * @throws {Problem} when the run cannot be planned (a run that was queued is then recorded as failed) and when the history
 * cannot be read or written.
 */
export async function executeRun(project: Project, request: RunRequest, options: RunOptions): Promise<RunResult> {
  const settings = settle(options);
  const queued = request.runId === undefined ? undefined : await settings.history.run(request.runId);
  if (queued !== undefined && isFinal(queued.status)) {
    throw new Problem("usage", `Cannot execute run "${queued.id}": it has ended already`);
  }
  const planned = await planOrRecord(project, request, settings, queued);
  const record = await begin(project, request, settings, queued);
  return await new RunExecution(project, request, settings, planned, record).execute();
}

function settle(options: RunOptions): RunSettings {
  const {
    clock = systemClock,
    random = systemRandom,
    log = silentLogger,
    signal = new AbortController().signal,
    concurrency = 4,
    pools = {},
    redact = (text: string) => text,
    grace = 10_000,
    retries = true,
    heartbeat = heartbeatInterval,
  } = options;
  for (const [name, limit] of Object.entries({ ...pools, concurrency })) {
    if (!(limit >= 1)) throw new RangeError(`Cannot run ${limit} steps of "${name}" at once: the least is 1`);
  }
  return { ...options, clock, random, log, signal, concurrency, pools, redact, grace, retries, heartbeat };
}

interface PlannedRun {
  readonly scope: PlanScope;
  readonly plan: Plan;
}

async function planOrRecord(
  project: Project,
  request: RunRequest,
  { history, clock, redact, fence }: RunSettings,
  queued: RunRecord | undefined,
): Promise<PlannedRun> {
  try {
    const knowledge = await gatherKnowledge(project, request, history);
    const scope = planScope(project, request, plannedAssets(project, request), knowledge);
    return { scope, plan: planInScope(scope, request) };
  } catch (error) {
    if (queued !== undefined) {
      const [time, record] = [clock.now(), errorRecord(error, redact)];
      await history.write(queued.id, {
        run: { status: "failure", endedAt: time, error: record },
        events: [{ kind: "run_status", status: "failure", error: record, time }],
        ...(fence === undefined ? {} : { fence }),
      });
    }
    throw error;
  }
}

/** Records a run that is new; one that was queued is there. */
async function begin(
  project: Project,
  request: RunRequest,
  { history, clock, random }: RunSettings,
  queued: RunRecord | undefined,
): Promise<RunRecord> {
  if (queued !== undefined) return queued;
  const record = newRun(project, request, { clock, random, status: "starting" });
  await history.createRun(record);
  return record;
}

interface RunEnd extends Pick<RunRecord, "status" | "error"> {
  readonly endedAt: number;
}

class RunExecution {
  readonly #run: Run;
  readonly #runner: StepRunner;
  readonly #record: RunRecord;
  /** Aborted when the history refuses to record: nothing that happens then would be known. */
  readonly #broken = new AbortController();

  constructor(project: Project, request: RunRequest, settings: RunSettings, planned: PlannedRun, record: RunRecord) {
    const { history, clock, root, log, onEvent, grace, fence } = settings;
    const { id, job, tags } = record;
    const info: RunInfo = { id, job, tags, startedAt: clock.now() };
    const signal = AbortSignal.any([settings.signal, this.#broken.signal]);
    const names = new LocalNames();
    const onBroken = (error: Error) => this.#broken.abort(error);
    const writer = new RunWriter({ history, run: id, log, onEvent, onBroken, fence });
    const timeoutReason = () => new Error(`it took longer than ${grace} ms`);
    const resources = new OpenResources({
      definitions: project.resources,
      run: info,
      log,
      signal,
      guard: (work) => withDeadline(work, { clock, signal, timeoutReason, grace }),
      closeGuard: (work) =>
        withDeadline(work, { clock, signal: new AbortController().signal, timeout: grace, timeoutReason, grace: 0 }),
    });
    const stored = new StoredValues({ project, root, names, resources, signal });
    const values = new HeldValues();
    const { scope } = planned;
    this.#run = { project, request, info, settings, signal, writer, resources, values, stored, names, scope };
    this.#record = record;
    this.#runner = new StepRunner(this.#run, planned.plan);
  }

  async execute(): Promise<RunResult> {
    const { info, writer, settings: { clock, heartbeat } } = this.#run;
    const { startedAt } = info;
    const planned = this.#runner.firstBatch();
    const started = timed(this.#run, { kind: "run_status", status: "running" });
    writer.note({
      ...planned,
      settings: settingsTexts(this.#run.project, this.#run.settings.redact),
      run: { status: "running", startedAt, heartbeatAt: startedAt },
      events: [...started, ...planned.events ?? []],
    });
    let heartbeatAt = startedAt;
    using _heart = clock.every(heartbeat, () => {
      heartbeatAt = clock.now();
      writer.note({ run: { heartbeatAt } });
    });
    let broken: Error | undefined;
    try {
      await this.#runner.runAll();
    } catch (error) {
      broken = toError(error);
    }
    await this.#closeResources();
    const end = this.#end(broken);
    await this.#recordEnd(end, broken);
    const { steps, checks, materializations } = this.#runner;
    return { run: { ...this.#record, startedAt, heartbeatAt, ...end }, steps, checks, materializations };
  }

  async #closeResources(): Promise<void> {
    const { resources, settings, writer } = this.#run;
    for (const error of await resources.close()) {
      const { message, causes } = errorRecord(error, settings.redact);
      settings.log.error(message);
      writer.note({
        events: timed(this.#run, { kind: "log", level: "error", message, fields: { causes } }),
      });
    }
  }

  #end(broken: Error | undefined): RunEnd {
    const { settings } = this.#run;
    const endedAt = settings.clock.now();
    const { steps, failure } = this.#runner;
    const stopped = broken ?? failure;
    if (stopped !== undefined) return { status: "failure", endedAt, error: errorRecord(stopped, settings.redact) };
    if (steps.some(({ status }) => status === "canceled")) {
      return { status: "canceled", endedAt, error: errorRecord(settings.signal.reason, settings.redact) };
    }
    const failed = steps.find(({ status }) => status === "failed" || status === "skipped");
    if (failed === undefined) return { status: "success", endedAt };
    const error = steps.find((step) => step.error !== undefined)?.error;
    return { status: "failure", endedAt, ...(error === undefined ? {} : { error }) };
  }

  /**
   * A history that refused before, or refuses the end at first, may take it; if not, the first refusal is what the caller must
   * know. Without its end a run would look as if its process had died.
   */
  async #recordEnd(end: RunEnd, broken: Error | undefined): Promise<void> {
    const { status, error } = end;
    const event = { kind: "run_status" as const, status, ...(error === undefined ? {} : { error }) };
    const { fence } = this.#run.settings;
    const events = timed(this.#run, event);
    const batch: HistoryBatch = { run: end, events, ...(fence === undefined ? {} : { fence }) };
    let refused = broken;
    if (refused === undefined) {
      try {
        return await this.#run.writer.commit(batch);
      } catch (error) {
        refused = toError(error);
      }
    }
    if (!await this.#recordAgain(batch) || broken !== undefined) throw refused;
  }

  /** @returns whether the run's end is recorded now */
  async #recordAgain(batch: HistoryBatch): Promise<boolean> {
    const { history } = this.#run.settings;
    try {
      const now = await history.run(this.#record.id);
      if (now === undefined || !isFinal(now.status)) await history.write(this.#record.id, batch);
      return true;
    } catch {
      return false;
    }
  }
}
