import type { Clock } from "../../../infra/clock.ts";
import { toError } from "../../../infra/errors.ts";
import { countOf, formatBytes } from "../../../infra/format.ts";
import type { Logger } from "../../../infra/log.ts";
import type { Service } from "../service.ts";
import type { RetentionPolicy } from "./policy.ts";
import type { Retention } from "./retained.ts";
import { sweep, type Swept } from "./sweep.ts";

/** Settings of {@link retentionService}. */
export interface RetentionServiceOptions {
  readonly retention: Retention;
  readonly policy: RetentionPolicy;
  /** Folder of all versioned files. */
  readonly root: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds between two sweeps. @default one hour */
  readonly every?: number;
  /** Milliseconds between two times that everything is looked through. @default one day */
  readonly verifyEvery?: number;
  /** Milliseconds between two transactions of a sweep. @default 20 */
  readonly pause?: number;
}

const hour = 3_600_000;

/** Keeps the history and its values as small as is configured, and looks through it for damage once a day. */
export function retentionService(options: RetentionServiceOptions): Service {
  const { clock, log, every = hour, verifyEvery = 24 * hour } = options;
  return {
    name: "retention",
    async run(signal) {
      let verifiedAt = -Infinity;
      while (!signal.aborted) {
        try {
          if (clock.now() - verifiedAt >= verifyEvery) {
            verifiedAt = clock.now();
            await tellDamage(options, signal);
          }
          await sweepOnce(options, signal);
        } catch (error) {
          if (!signal.aborted) log.error(`Cannot remove what is no longer kept: ${toError(error).message}`);
        }
        await clock.sleep(every, signal).catch(() => undefined);
      }
    },
  };
}

async function tellDamage({ retention, log }: RetentionServiceOptions, signal: AbortSignal): Promise<void> {
  const faults = await retention.verify(signal);
  for (const fault of faults) log.error(`The history is damaged: ${fault}`);
  if (faults.length > 0) throw new Error('nothing is removed from a damaged history; the command "restore" repairs it');
}

async function sweepOnce(options: RetentionServiceOptions, signal: AbortSignal): Promise<void> {
  const { retention, policy, root, clock, log, pause = 20 } = options;
  const swept = await sweep(retention, policy, { clock, root, pause, signal });
  const text = describeSwept(swept);
  if (text !== "") log.info(`No longer kept: ${text}`);
}

/** What was removed, in words; empty when that is nothing. */
export function describeSwept({ amounts }: Swept): string {
  const nouns: Readonly<Record<keyof Swept["amounts"], readonly [string, string?]>> = {
    runs: ["run"],
    events: ["event of kept runs", "events of kept runs"],
    values: ["value"],
    ticks: ["tick"],
    deliveries: ["delivered message"],
    deadLetters: ["undelivered message"],
    audit: ["audit row"],
    backfills: ["backfill"],
  };
  return Object.entries(nouns).flatMap(([kind, [one, many]]) => {
    const { count, bytes } = amounts[kind as keyof Swept["amounts"]];
    return count === 0 ? [] : [`${countOf(count, one, many)} (${formatBytes(bytes)})`];
  }).join(", ");
}
