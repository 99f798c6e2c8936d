import { systemClock } from "../../../infra/clock.ts";

/** Milliseconds after which nobody believes that something still comes, on a slow machine that does much else. */
const longest = 120_000;

/** Waits for a state that must come. @throws {Error} when it has not come after two minutes */
export async function waitFor(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const start = systemClock.elapsed(); !await condition(); await systemClock.sleep(20)) {
    if (systemClock.elapsed() - start > longest) throw new Error(`Cannot wait any longer for ${what}`);
  }
}
