import type { SessionOptions } from "../../io/mod.ts";
import type { Settings } from "./settings.ts";

/** The session of a configuration's `engine` section. */
export function sessionOptions({ engine }: Pick<Settings, "engine">): SessionOptions {
  return {
    memoryLimit: engine.memory_limit,
    tempDirectory: engine.temp_directory,
    ...(engine.threads === null ? {} : { threads: engine.threads }),
  };
}
