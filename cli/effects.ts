import type { Clock } from "../infra/clock.ts";
import type { Environment } from "../infra/env.ts";
import type { RandomSource } from "../infra/random.ts";
import type { SignalSource } from "../infra/signals.ts";
import type { OutputStream } from "./output/stream.ts";

/** The world as the command line sees it; `main.ts` hands over the real one, tests their own. */
export interface CliEffects {
  /** Results and progress. */
  readonly stdout: OutputStream;
  /** Errors and hints. */
  readonly stderr: OutputStream;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly signals: SignalSource;
  /** How a person calls the program, such as `clustering` or `deno task cli`. */
  readonly program: string;
  /** Absolute path of the folder in which the program was started. */
  readonly workingDirectory: string;
  /** Ends the process at once; for a second Ctrl-C only. */
  exit(code: number): never;
}
