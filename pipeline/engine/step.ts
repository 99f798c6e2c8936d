import { Problem, toError } from "../../infra/errors.ts";
import type { Asset } from "./asset.ts";
import { AbandonedWork, withDeadline } from "./deadline.ts";
import { stepProblem } from "./error_record.ts";
import { decideReuse, ingredientsOf, ingredientsText } from "./fingerprint.ts";
import { sha256 } from "./hash.ts";
import { recordableFields } from "./json.ts";
import { removeFiles } from "./keep.ts";
import type { PlannedStep } from "./plan_types.ts";
import { retryDelay, triesAgain } from "./retry.ts";
import type { Run } from "./run.ts";
import { retryingBatch, startedBatch } from "./step_batches.ts";
import {
  deferredInputs,
  findInputs,
  type FoundInput,
  namedVersions,
  passingInputs,
  storedInputs,
} from "./step_inputs.ts";
import type { PreparedStep, StepOutcome, StepProgress } from "./step_outcome.ts";
import { type StepLog, stepLog } from "./step_log.ts";
import { newNotes, type Try, tryStep } from "./step_try.ts";
import { originOf, originPart } from "./why/origin.ts";
import { isThere } from "./stored_values.ts";

/** How a step is taken up. */
export interface StepTask {
  readonly step: PlannedStep;
  readonly progress: StepProgress;
  /** Whether another planned step reads its value. */
  readonly isRead: boolean;
  /** Whether a transient value may be put off until somebody reads it. */
  readonly mayDefer: boolean;
  /** Set once it is decided that the step must be made; a step that is taken up again is not decided again. */
  prepared?: PreparedStep;
}

/** Takes a step as far as it goes now. Never rejects: what goes wrong is the outcome. */
export async function runStep(run: Run, task: StepTask): Promise<StepOutcome> {
  try {
    return await decideAndMake(run, task);
  } catch (error) {
    if (run.signal.aborted) return { kind: "canceled" };
    return { kind: "failed", error: stepProblem(task.step.id, error), checks: [], metadata: {} };
  }
}

async function decideAndMake(run: Run, task: StepTask): Promise<StepOutcome> {
  const asset = run.project.assets.get(task.step.asset)!;
  const inputs = findInputs(run, task.step);
  if (inputs.kind === "nothing") return { kind: "skipped", because: inputs.lost };
  if (task.prepared === undefined) {
    const decided = await decide(run, task, asset, inputs.inputs);
    if (decided !== undefined) return decided;
  }
  const on = deferredInputs(run, inputs.inputs);
  if (on.length > 0) return { kind: "blocked", on };
  await openWhatIsNeeded(run, asset, inputs.inputs);
  return await makeWithRetries(run, task, asset, { ...task.prepared!, found: inputs.inputs });
}

/** Prepares a step; gives an outcome where it need not be made, or not yet. */
async function decide(
  run: Run,
  task: StepTask,
  asset: Asset,
  found: readonly FoundInput[],
): Promise<StepOutcome | undefined> {
  const { step, isRead, mayDefer } = task;
  const { knowledge } = run.scope;
  const finished = await finishedBefore(run, step, asset, isRead);
  if (finished !== undefined) return finished;
  const inputs = namedVersions(found);
  const observed = asset.observes ? await observe(run, asset) : undefined;
  const now = ingredientsOf(run.project, { asset, partition: step.partition, inputs, observed });
  const fingerprint = sha256(ingredientsText(now));
  task.prepared = {
    fingerprint,
    inputs: inputs.map(({ name: _, ...version }) => version),
    origin: originOf(originPart(now, observed, run.settings.redact), passingInputs(run, found)),
  };
  if (asset.kind.transient && mayDefer) return { kind: "deferred", version: fingerprint };
  if (run.request.reuse === true && !asset.kind.transient) {
    const latest = knowledge.latest.get(asset.name)?.get(step.partition ?? "");
    const decision = decideReuse(latest, now);
    if (decision.kind === "reuse" && await isThere(run.settings.root, decision.materialization)) {
      const { materialization, because } = decision;
      return { kind: "reused", materialization, version: materialization.hash, fromRun: materialization.run, because };
    }
  }
  return undefined;
}

/** What the run of `fromFailure` made is taken as it is, whatever changed since; a transient value only if nobody reads it. */
async function finishedBefore(
  run: Run,
  step: PlannedStep,
  asset: Asset,
  isRead: boolean,
): Promise<StepOutcome | undefined> {
  const { finished } = run.scope.knowledge;
  const fromRun = run.request.fromFailure;
  if (fromRun === undefined || !finished.has(step.id)) return undefined;
  const because = `run ${fromRun} finished it`;
  if (asset.kind.transient) {
    return isRead ? undefined : { kind: "reused", materialization: undefined, version: "", fromRun, because };
  }
  const materialization = finished.get(step.id);
  if (materialization === undefined || !await isThere(run.settings.root, materialization)) return undefined;
  return { kind: "reused", materialization, version: materialization.hash, fromRun: materialization.run, because };
}

async function observe(run: Run, asset: Asset): Promise<string | undefined> {
  await run.resources.open(asset.resources);
  const resources = run.resources.values(asset.resources);
  return await withDeadline(async () => await asset.observe(resources), deadline(run, asset));
}

/** Everything that a try uses is open before the first try, so that its time limit is its own. */
async function openWhatIsNeeded(run: Run, asset: Asset, inputs: readonly FoundInput[]): Promise<void> {
  const { assets, kinds } = run.project;
  const read = storedInputs(run, inputs).map((materialization) => assets.get(materialization.asset)!.kind.name);
  const own = asset.kind.transient ? [] : [asset.kind.name];
  const handlers = [...new Set([...read, ...own])].map((kind) => kinds.get(kind)!.resources);
  const checks = asset.checks.map((check) => check.resources);
  await run.resources.open(asset.resources, ...handlers, ...checks);
}

async function makeWithRetries(
  run: Run,
  { step, progress }: StepTask,
  asset: Asset,
  prepared: Try["prepared"],
): Promise<StepOutcome> {
  const { clock, random, redact, log, retries } = run.settings;
  const keep: Parameters<typeof stepLog>[1]["keep"] = (event) =>
    run.writer.note({ events: [{ ...event, time: clock.now() }] });
  progress.startedAt = clock.now();
  progress.startedElapsed = clock.elapsed();
  for (;;) {
    progress.attempt++;
    run.writer.note(startedBatch(run, step, progress));
    const stepLogger = stepLog(step.id, { base: log.with({ run: run.info.id }), redact, keep });
    const outcome = await makeOnce(run, step, asset, prepared, progress.attempt, stepLogger);
    stepLogger.close();
    if (outcome.kind !== "failed") return outcome;
    const again = retries && !outcome.abandoned && triesAgain(asset.retry, progress.attempt, outcome.cause);
    if (!again) return outcome;
    const delay = retryDelay(asset.retry!, progress.attempt, random);
    run.writer.note(retryingBatch(run, step, progress, delay, outcome.error));
    await clock.sleep(delay, run.signal);
  }
}

type TryOutcome =
  | Exclude<StepOutcome, { kind: "failed" }>
  | (Extract<StepOutcome, { kind: "failed" }> & { readonly cause: Error; readonly abandoned: boolean });

async function makeOnce(
  run: Run,
  step: PlannedStep,
  asset: Asset,
  prepared: Try["prepared"],
  attempt: number,
  log: StepLog,
): Promise<TryOutcome> {
  const notes = newNotes();
  try {
    const work = (signal: AbortSignal) => tryStep({ run, step, asset, prepared, attempt, log, notes, signal });
    return await withDeadline(work, deadline(run, asset, asset.timeout));
  } catch (thrown) {
    await removeFiles(notes.files);
    if (run.signal.aborted) return { kind: "canceled" };
    const abandoned = thrown instanceof AbandonedWork;
    const cause = toError(abandoned ? thrown.cause : thrown);
    const metadata = recordableFields(notes.metadata, run.settings.redact);
    return { kind: "failed", error: stepProblem(step.id, cause), checks: notes.checks, metadata, cause, abandoned };
  }
}

function deadline(run: Run, asset: Asset, timeout?: number) {
  const { clock, grace } = run.settings;
  const timeoutReason = () =>
    new Problem("pipeline", `it took longer than its limit of ${timeout} ms`, {
      place: `asset ${asset.name}`,
      remedy: "Raise the asset's timeout, or find out what it waits for.",
    });
  return { clock, signal: run.signal, timeout, timeoutReason, grace };
}
