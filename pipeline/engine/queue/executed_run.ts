import type { Clock } from "../../../infra/clock.ts";
import { toError } from "../../../infra/errors.ts";
import type { Logger } from "../../../infra/log.ts";
import type { GroupEnd, ProcessExit, ProcessGroup } from "../../../infra/processes/mod.ts";
import type { Claim, QueueItem } from "../coordination.ts";
import type { History } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { isFinal, type Metadata } from "../types.ts";
import { patientLedger } from "./patient_ledger.ts";
import { recordCrash } from "./record_crash.ts";

/** What a run that a worker executes needs. */
export interface ExecutedRunOptions {
  readonly ledger: Ledger;
  readonly claim: Claim;
  readonly process: ProcessGroup;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds between TERM and KILL. */
  readonly grace: () => number;
}

/** Why a worker ends a process. */
type Ending =
  | { readonly kind: "cancel"; readonly request: NonNullable<QueueItem["cancelRequested"]> }
  /** The worker stops. */
  | { readonly kind: "release" }
  /** Somebody else has the claim. */
  | { readonly kind: "lost" };

/** A run in a process of its own, from the worker's side. */
export class ExecutedRun {
  /** Resolves when the process and all that it started are gone and the claim is given back. */
  readonly done: Promise<void>;
  readonly #options: ExecutedRunOptions;
  /** Waits for its database; the lease is renewed meanwhile, so that nobody else takes the run for one that was left. */
  readonly #patient: Pick<Ledger, "history" | "coordination">;
  #ending: Ending | undefined;
  #end: Promise<GroupEnd> | undefined;

  constructor(options: ExecutedRunOptions) {
    this.#options = options;
    this.#patient = patientLedger(options.ledger, options);
    this.done = this.#follow();
  }

  get claim(): Claim {
    return this.#options.claim;
  }

  /** Lengthens the lease and looks whether the run is to be canceled. */
  async beat(until: number): Promise<void> {
    const { ledger: { coordination: { queue } }, claim } = this.#options;
    if (this.#ending?.kind === "lost") return;
    if (!await queue.renew(claim, until)) return await this.#endFor({ kind: "lost" });
    if (this.#ending !== undefined) return;
    const request = (await queue.item(claim.run))?.cancelRequested;
    if (request !== undefined) await this.#endFor({ kind: "cancel", request });
  }

  /** Ends the process, with KILL after `grace` milliseconds, and gives the run back to the queue. */
  release(grace: number): Promise<void> {
    return this.#endFor({ kind: "release" }, grace);
  }

  async #endFor(ending: Ending, grace = this.#options.grace()): Promise<void> {
    const { process } = this.#options;
    if (this.#ending !== undefined && ending.kind !== "lost") return;
    this.#ending = ending;
    if (ending.kind === "cancel") {
      const { by, reason } = ending.request;
      const { ledger: { history }, claim, log } = this.#options;
      // Not waited for patiently: the leases of other runs are to be renewed.
      await this.#note(history, "info", `Canceled by ${by}: ${reason}`, { group: process.id }).catch((error) =>
        log.warning("Who canceled a run could not be recorded", { run: claim.run, by, error: toError(error).message })
      );
    }
    this.#end ??= process.end(ending.kind === "lost" ? 0 : grace);
  }

  async #follow(): Promise<void> {
    const { process, log, claim } = this.#options;
    const exit = await process.ended;
    // Even a process that ended well may have left others behind.
    const end = await (this.#end ??= process.end(0));
    process.forget();
    try {
      await this.#settle(exit, end);
    } catch (error) {
      log.warning("A run's end could not be recorded by its worker", { run: claim.run, error: toError(error).message });
    }
  }

  async #settle(exit: ProcessExit, end: GroupEnd): Promise<void> {
    const { claim, clock, log } = this.#options;
    const ledger = this.#patient;
    const ending = this.#ending;
    if (ending?.kind === "lost") return log.warning("A run was taken over by another worker", { run: claim.run });
    if (end.signals.length > 0) {
      await this.#note(ledger.history, end.gone ? "info" : "error", endText(end), { ...end });
    }
    const record = await ledger.history.run(claim.run);
    if (record === undefined || isFinal(record.status)) {
      log.info("Run ended", { run: claim.run, status: record?.status });
      return await ledger.coordination.queue.finish(claim);
    }
    const crash = { what: whatHappened(exit, ending), errors: exit.errors };
    const wanted = ending === undefined ? {} : { wanted: ending.kind === "cancel" ? "canceled" : "released" } as const;
    const outcome = await recordCrash(ledger, claim, { ...crash, ...wanted }, clock);
    log.warning("A run's process ended before the run", { run: claim.run, what: crash.what, outcome });
  }

  async #note(history: History, level: string, message: string, fields: Metadata): Promise<void> {
    const { claim: { run, fence }, clock } = this.#options;
    await history.write(run, {
      fence,
      events: [{ kind: "log", level, message, fields, time: clock.now() }],
    });
  }
}

function endText({ group, signals, gone, milliseconds }: GroupEnd): string {
  const left = gone ? "all its processes are gone" : "some of its processes are still there";
  return `Process group ${group} got ${signals.map((name) => name.replace("SIG", "")).join(" and ")}: ` +
    `${left} after ${milliseconds} ms`;
}

function whatHappened({ code, signal }: ProcessExit, ending: Ending | undefined): string {
  if (ending?.kind === "cancel") return `canceled by ${ending.request.by}: ${ending.request.reason}`;
  if (ending?.kind === "release") return "its worker stopped";
  return signal === undefined
    ? `its process ended with code ${code} without saying how the run ended`
    : `its process was ended by ${signal}`;
}
