import { systemClock } from "../infra/clock.ts";
import { processEnvironment } from "../infra/env.ts";
import { systemRandom } from "../infra/random.ts";
import { processSignals } from "../infra/signals.ts";
import type { CliEffects } from "./effects.ts";
import { programName } from "./program_name.ts";
import { outputStream } from "./output/stream.ts";

/** The process itself: its outputs, environment, clock, signals. */
export function realEffects(): CliEffects {
  return {
    stdout: outputStream(Deno.stdout),
    stderr: outputStream(Deno.stderr),
    environment: processEnvironment,
    clock: systemClock,
    random: systemRandom,
    signals: processSignals,
    program: programName(processEnvironment),
    workingDirectory: Deno.cwd(),
    exit: (code) => Deno.exit(code),
  };
}
