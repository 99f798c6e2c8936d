import type { Service } from "../pipeline/engine/mod.ts";
import type { CommandContext } from "./command.ts";
import type { ServiceParts } from "./work.ts";

/** What a daemon keeps going beside the execution of runs. */
export function daemonServices(_parts: ServiceParts, _context: CommandContext): Promise<readonly Service[]> {
  return Promise.resolve([]);
}
