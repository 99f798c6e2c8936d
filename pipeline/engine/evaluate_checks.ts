import { Problem, toError } from "../../infra/errors.ts";
import type { Check, CheckOutcome } from "./check.ts";
import type { CheckRecord } from "./history.ts";
import { boundedSample, boundedText } from "./check_samples.ts";
import { recordable, recordableFields } from "./json.ts";
import type { Try } from "./step_try.ts";

/** Offending rows that are kept of one check. */
const mostSamples = 20;

/** Runs the checks of an asset together. @throws {Problem} the first of those that a check itself breaks with */
export async function evaluateChecks(it: Try, value: unknown): Promise<readonly CheckRecord[]> {
  const running = it.asset.checks.map(async (check) => checkRecord(it, check, await evaluate(it, check, value)));
  // None is left running behind the back of a step that ended.
  await Promise.allSettled(running);
  return await Promise.all(running);
}

async function evaluate(it: Try, check: Check<unknown>, value: unknown): Promise<CheckOutcome> {
  const { run, step, signal, log, notes } = it;
  try {
    return await check.run({
      value,
      metadata: recordableFields(notes.metadata, run.settings.redact),
      resources: run.resources.values(check.resources),
      partition: step.partition,
      signal,
      log: log.logger,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const problem = error instanceof Problem ? error : undefined;
    throw new Problem(problem?.kind ?? "pipeline", `Cannot evaluate check "${check.name}": ${toError(error).message}`, {
      place: problem?.place,
      remedy: problem?.remedy,
      cause: error,
    });
  }
}

function checkRecord({ run, step }: Try, check: Check<unknown>, outcome: CheckOutcome): CheckRecord {
  const { redact, clock } = run.settings;
  const { passed, message, figures = {}, samples = [] } = outcome;
  return {
    run: run.info.id,
    step: step.id,
    asset: step.asset,
    ...(step.partition === undefined ? {} : { partition: step.partition }),
    check: check.name,
    severity: check.severity,
    passed,
    message: boundedText(redact(message)),
    figures: recordableFields(figures, redact),
    samples: samples.slice(0, mostSamples).map((sample) => boundedSample(recordable(sample, redact))),
    time: clock.now(),
  };
}
