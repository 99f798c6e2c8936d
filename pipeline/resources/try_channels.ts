import type { Clock } from "../../infra/clock.ts";
import { Problem, toError } from "../../infra/errors.ts";
import type { Alert } from "../../infra/monitoring/mod.ts";
import { type RandomSource, runId } from "../../infra/random.ts";
import { lineageChannel, openChannels } from "./alerting.ts";
import type { Settings } from "./settings.ts";

/** How a channel took a test message. */
export interface ChannelTry {
  readonly channel: string;
  /** Until it took or refused it. */
  readonly milliseconds: number;
  /** Why it did not take it. */
  readonly error?: string;
}

/** Settings of {@link tryChannels}. */
export interface TryOptions {
  /** Only this one. @default all of them */
  readonly channel?: string | undefined;
  readonly environment: string;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/**
 * Sends a test message to the channels of people, at once and apart from the outbox: what a person watches need not be kept.
 *
 * @throws {Problem} of kind configuration when there is no channel, of kind usage when there is none of that name
 */
export async function tryChannels(
  settings: Pick<Settings, "alerts" | "lineage">,
  { channel: wanted, environment, clock, random }: TryOptions,
): Promise<readonly ChannelTry[]> {
  const channels = [...openChannels(settings, clock).values()].filter(({ name }) => name !== lineageChannel);
  const chosen = wanted === undefined ? channels : channels.filter(({ name }) => name === wanted);
  if (chosen.length === 0) throw nobody(wanted, channels.map(({ name }) => name));
  const message = testAlert(environment, runId(clock, random), clock.now());
  return await Promise.all(chosen.map(async ({ name, send }) => {
    const began = clock.elapsed();
    const error = await send(message).then(() => undefined, (error) => toError(error).message);
    return {
      channel: name,
      milliseconds: Math.round(clock.elapsed() - began),
      ...(error === undefined ? {} : { error }),
    };
  }));
}

function testAlert(environment: string, id: string, time: number): Alert {
  return {
    id: `test|${id}`,
    event: "test",
    level: "info",
    resolved: false,
    title: `Test message of ${environment}`,
    text: "Nothing happened: somebody tried whether messages arrive.",
    time,
    labels: { alertname: "test", environment },
    facts: [{ name: "environment", value: environment }],
  };
}

function nobody(wanted: string | undefined, names: readonly string[]): Problem {
  if (wanted === undefined) {
    return new Problem("configuration", "Cannot send a test message: no channel is configured", {
      place: "alerts.channels",
      remedy: "Name one there, and check that alerts.enabled is true.",
    });
  }
  return new Problem("usage", `Cannot send a test message: no channel is called "${wanted}"`, {
    place: "alerts.channels",
    remedy: names.length === 0 ? "There are none." : `Channels are ${names.join(", ")}.`,
  });
}
