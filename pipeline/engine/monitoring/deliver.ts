import type { Clock } from "../../../infra/clock.ts";
import { toError } from "../../../infra/errors.ts";
import type { Logger } from "../../../infra/log.ts";
import { backoff, type Channel, DeliveryError } from "../../../infra/monitoring/mod.ts";
import type { RandomSource } from "../../../infra/random.ts";
import type { Service } from "../service.ts";
import { judgeAll, type Judged, type JudgeOptions } from "./judge.ts";
import type { Delivery, Outbox } from "./outbox.ts";

/** How messages leave. */
export interface DeliverOptions {
  readonly outbox: Outbox;
  /** Get the messages' bodies as they were recorded. */
  readonly channels: ReadonlyMap<string, Channel<unknown>>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Logger;
  /** Tries before a message is put with the dead. @default 10 */
  readonly attempts?: number;
  /** @default never */
  readonly signal?: AbortSignal;
}

/** Milliseconds after which another process may try what one has taken and said nothing about. */
const lease = 120_000;

/** Sends what is due now, one message after the other in a channel, all channels at once; one's failure is no other's. */
export async function deliverDue(options: DeliverOptions): Promise<{ readonly sent: number; readonly failed: number }> {
  const results = await Promise.all([...options.channels.values()].map((channel) => deliverTo(channel, options)));
  return {
    sent: results.reduce((sum, { sent }) => sum + sent, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** Sends what is due until nothing is left that can be sent within `milliseconds`; the rest is for the daemon. */
export async function deliverWithin(milliseconds: number, options: DeliverOptions): Promise<void> {
  const { outbox, channels, clock } = options;
  const deadline = clock.now() + milliseconds;
  const [over, ended] = [new AbortController(), new AbortController()];
  clock.sleep(milliseconds, ended.signal).then(() => over.abort(), () => undefined);
  const signal = options.signal === undefined ? over.signal : AbortSignal.any([over.signal, options.signal]);
  try {
    while (!signal.aborted) {
      await deliverDue({ ...options, signal });
      const due = await outbox.nextDue([...channels.keys()]);
      if (due === undefined || due >= deadline) return;
      await clock.sleep(Math.max(0, due - clock.now()), signal).catch(() => undefined);
    }
  } finally {
    ended.abort();
  }
}

async function deliverTo(
  channel: Channel<unknown>,
  options: DeliverOptions,
): Promise<{ readonly sent: number; readonly failed: number }> {
  const { outbox, clock, signal } = options;
  let [sent, failed] = [0, 0];
  while (signal?.aborted !== true) {
    const now = clock.now();
    const delivery = await outbox.claim(channel.name, now, now + lease);
    if (delivery === undefined) break;
    if (await deliverOne(channel, delivery, options)) sent++;
    else failed++;
  }
  return { sent, failed };
}

async function deliverOne(channel: Channel<unknown>, delivery: Delivery, options: DeliverOptions): Promise<boolean> {
  const { outbox, clock, signal } = options;
  try {
    await channel.send(JSON.parse(delivery.body), signal);
  } catch (error) {
    await recordFailure(delivery, error, options);
    return false;
  }
  await outbox.sent(delivery, clock.now());
  return true;
}

async function recordFailure(delivery: Delivery, error: unknown, options: DeliverOptions): Promise<void> {
  const { outbox, clock, random, log, attempts = 10, signal } = options;
  const { channel } = delivery;
  const time = clock.now();
  if (signal?.aborted === true) {
    const error = "the program had no more time for it";
    return await outbox.failed(delivery, { error, time, nextAt: time + backoff(1, random) });
  }
  const refused = error instanceof DeliveryError ? error : undefined;
  // Whatever else was thrown may name an address or a password.
  const message = refused?.message ?? `it could not be used (${toError(error).name})`;
  if (refused?.permanent === true || delivery.attempts >= attempts) {
    log.error("Alert could not be delivered", {
      channel,
      error: message,
      tries: delivery.attempts,
      alert: delivery.key,
    });
    return await outbox.failed(delivery, { error: message, time });
  }
  const wait = Math.max(backoff(delivery.attempts, random), refused?.retryAfter ?? 0);
  log.warning("Alert was not delivered yet", { channel, error: message, tries: delivery.attempts, wait });
  await outbox.failed(delivery, { error: message, time, nextAt: time + wait });
}

/** Settings of {@link alertService}. */
export interface AlertServiceOptions extends Omit<DeliverOptions, "outbox" | "signal"> {
  readonly judge: Omit<JudgeOptions, "clock">;
  /** Milliseconds between two looks. @default 2000 */
  readonly pause?: number;
}

const kept = 90 * 24 * 3_600_000;
const pruneEvery = 3_600_000;

/** Tells what happens, as long as the daemon runs: runs of any process, also of those that died. */
export function alertService(judged: Judged, options: AlertServiceOptions): Service {
  const { clock, log, judge, pause = 2_000 } = options;
  const { outbox } = judged;
  return {
    name: "alerts",
    async run(signal) {
      let prunedAt = -Infinity;
      while (!signal.aborted) {
        try {
          await judgeAll(judged, { ...judge, clock });
          await deliverDue({ ...options, outbox, signal });
          if (clock.now() - prunedAt > pruneEvery) {
            prunedAt = clock.now();
            await outbox.prune(prunedAt - kept);
          }
        } catch (error) {
          log.error("Alerts could not be looked at", { error: toError(error).message });
        }
        await clock.sleep(pause, signal).catch(() => undefined);
      }
    },
  };
}
