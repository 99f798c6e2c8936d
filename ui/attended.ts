import type { Backend } from "./backend.ts";

/** Milliseconds after which a worker that gave no sign of life counts as gone. */
export const silence = 15_000;

/** Whether a worker or daemon is there that executes what is queued. */
export async function attended({ ledger: { coordination }, clock }: Backend): Promise<boolean> {
  const now = clock.now();
  return (await coordination.workers.list()).some(({ seenAt }) => now - seenAt < silence);
}
