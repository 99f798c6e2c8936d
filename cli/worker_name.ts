import type { CliEffects } from "./effects.ts";
import { runId } from "../infra/random.ts";

/** A name for this process among all that work on the queue: machine, process, and something that never comes again. */
export function workerName({ clock, random }: CliEffects): string {
  return `${Deno.hostname()}:${Deno.pid}:${runId(clock, random)}`;
}

/** Whether a process of this machine has that name. */
export function isOfThisMachine(name: string): boolean {
  return name.startsWith(`${Deno.hostname()}:`);
}

/** Who asks, as far as the machine tells. */
export function actorName({ environment }: CliEffects): string {
  const home = environment.get("HOME") ?? environment.get("USERPROFILE") ?? "";
  return `cli:${home.split(/[\\/]/).filter((part) => part !== "").at(-1) ?? "somebody"}`;
}
