import { Problem } from "../../infra/errors.ts";
import type { RandomSource } from "../../infra/random.ts";
import type { RetryPolicy } from "./asset.ts";

/** Whether a try that failed with `error` is followed by another one. */
export function triesAgain(policy: RetryPolicy | undefined, attempt: number, error: Error): boolean {
  if (policy === undefined || attempt >= policy.attempts) return false;
  return (policy.when ?? isPassing)(error);
}

/** Another try does not help against wrong settings, wrong use and wrong data. */
function isPassing(error: Error): boolean {
  return !(error instanceof Problem && ["configuration", "usage", "data"].includes(error.kind));
}

/** Milliseconds to wait after try number `attempt`. */
export function retryDelay(policy: RetryPolicy, attempt: number, random: RandomSource): number {
  const { delay = 1000, factor = 2, maxDelay = 60_000, jitter = 0.1 } = policy;
  const wait = Math.min(maxDelay, delay * factor ** (attempt - 1));
  return Math.round(wait * (1 - jitter * share(random)));
}

function share(random: RandomSource): number {
  return random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32;
}
