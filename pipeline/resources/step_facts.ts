import type { History } from "../engine/mod.ts";
import { readLedger } from "./open_ledger.ts";
import type { Settings } from "./settings.ts";
import type { StepFacts } from "./types.ts";

/** Facts from a history, which is opened with the first question; where there is none nothing is known. */
export function openStepFacts(settings: Settings["history"]): StepFacts {
  let opening: Promise<History | undefined> | undefined;
  const open = async () => (await readLedger(settings))?.history;
  return {
    async metadata(asset, beside) {
      const history = await (opening ??= open());
      const own = await history?.latest(asset);
      if (own !== undefined || beside === undefined) return own?.metadata;
      const made = await history?.latest(beside);
      if (made === undefined) return undefined;
      const steps = await history?.steps(made.run);
      return steps?.find((step) => step.asset === asset && step.partition === undefined)?.metadata;
    },
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
