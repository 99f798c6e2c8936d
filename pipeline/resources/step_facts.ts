import { exists } from "../../infra/mod.ts";
import { type History, openSqliteHistory } from "../engine/mod.ts";
import type { StepFacts } from "./types.ts";

/** Facts from a history file, which is opened with the first question; where there is none nothing is known. */
export function openStepFacts(path: string): StepFacts {
  let opening: Promise<History | undefined> | undefined;
  const open = async () => await exists(path) ? await openSqliteHistory(path, { readOnly: true }) : undefined;
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
