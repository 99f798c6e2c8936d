import { Problem } from "../../../infra/errors.ts";
import type { RunRecord } from "../history.ts";
import { requestOf } from "../new_run.ts";
import type { RunRequest } from "../plan_types.ts";
import { isFinal } from "../types.ts";

/** Settings of {@link retryRequest}. */
export interface RetryRequestOptions {
  /** Whether what the run finished is taken, and only the rest made. @default false */
  readonly fromFailure?: boolean;
}

/**
 * What a run that has ended was asked for, asked for again: a new run with its job, selection, partitions, tags and settings.
 *
 * @throws {Problem} of kind usage when the run has not ended, or a setting of it was not kept because it was a secret
 */
export function retryRequest(run: RunRecord, options: RetryRequestOptions = {}): RunRequest {
  const { fromFailure = false } = options;
  const { id, status, request } = run;
  if (!isFinal(status)) {
    throw new Problem("usage", `Cannot run "${id}" again: it is ${status}`, {
      place: `run ${id}`,
      remedy: "Wait for its end, or cancel it first.",
    });
  }
  if (request["secretOverrides"] === true) {
    throw new Problem("usage", `Cannot run "${id}" again: a --set of it held a secret, which was not kept`, {
      place: `run ${id}`,
      remedy: "Start it again with the same options, the secret included.",
    });
  }
  const { runId: _, fromFailure: __, ...asked } = requestOf(run);
  const { overrides } = request;
  return {
    ...asked,
    ...(fromFailure ? { fromFailure: id } : {}),
    details: { retryOf: id, ...(overrides === undefined ? {} : { overrides }) },
  };
}
