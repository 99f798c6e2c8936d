/**
 * Runs that workers execute: each in a process of its own, once, whatever dies meanwhile.
 *
 * @module
 */
export { type EnqueueOptions, enqueueRun } from "./enqueue_run.ts";
export { type ClaimedRun, claimedRun } from "./claimed_run.ts";
export { cancelProblem, executeOwnRun } from "./own_run.ts";
export { type PatienceOptions, patiently } from "./patience.ts";
export { patientHistory } from "./patient_ledger.ts";
export { retryRequest, type RetryRequestOptions } from "./retry_request.ts";
export { type RunProcessOptions, runProcessSignal } from "./run_process.ts";
export { type StopRequest, stopRun } from "./stop_run.ts";
export { type Launch, runWorker, type WorkerOptions } from "./worker.ts";
