import { type Interrupt, interruptSignal } from "../infra/signals.ts";
import type { CliEffects } from "./effects.ts";

/** Ctrl-C and TERM as an abort signal; a second one ends the process at once, after `beforeExit`. */
export function interrupted(effects: CliEffects, beforeExit: () => void = () => {}): Interrupt {
  return interruptSignal({
    source: effects.signals,
    onSecond(code) {
      beforeExit();
      effects.exit(code);
    },
  });
}
