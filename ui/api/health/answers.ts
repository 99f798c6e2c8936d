import { type Answer, answer } from "../answer.ts";
import { getHealth } from "./endpoints.ts";

/** Answers about the server itself. */
export const healthAnswers: readonly Answer[] = [
  answer(getHealth, async (_call, { ledger, clock, version, environment }) => {
    await ledger.history.runs({ limit: 1 });
    return { status: "ok" as const, version, environment, time: clock.now() };
  }),
];
