import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { diagnostics } from "./diagnostics.ts";
import { downloadDiagnostics, getHealth, getHealthReport, getStanding } from "./endpoints.ts";
import { healthReport } from "./report.ts";
import { standingOf } from "./standing.ts";

/** Answers about the server itself. */
export function healthAnswers(backend: Backend): readonly Answer[] {
  const standing = standingOf(backend);
  return [
    answer(getHealth, async (_call, { ledger, clock, version, environment }) => {
      await ledger.history.runs({ limit: 1 });
      return { status: "ok" as const, version, environment, time: clock.now() };
    }),
    answer(getHealthReport, (_call, backend) => healthReport(backend)),
    answer(downloadDiagnostics, (_call, backend) => diagnostics(backend)),
    answer(getStanding, () => standing()),
  ];
}
