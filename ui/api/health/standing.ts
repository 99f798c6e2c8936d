import type { z } from "zod";
import type { Backend } from "../../backend.ts";
import { rulesOf, toldView } from "../alerts/views.ts";
import type { standingSchema } from "./endpoints.ts";
import { healthReport } from "./report.ts";

type Standing = z.output<typeof standingSchema>;

/** Milliseconds for which an answer is good: every page asks. */
const freshFor = 5_000;
/** Alerts that are looked at. */
const most = 500;

/** Tells how everything stands; those who ask within a few seconds are told the same. */
export function standingOf(backend: Backend): () => Promise<Standing> {
  const { clock } = backend;
  let known: { readonly at: number; readonly standing: Promise<Standing> } | undefined;
  return async () => {
    const now = clock.elapsed();
    if (known === undefined || now - known.at >= freshFor) known = { at: now, standing: look(backend) };
    const asked = known;
    try {
      return await asked.standing;
    } catch (error) {
      // The next one asks again.
      if (known === asked) known = undefined;
      throw error;
    }
  };
}

async function look(backend: Backend): Promise<Standing> {
  const rules = rulesOf(backend);
  const [{ state, checks }, told] = await Promise.all([healthReport(backend), backend.ledger.outbox.told(most)]);
  return {
    state,
    troubles: checks.filter((check) => check.state === "failing" || check.state === "warning").length,
    alerts: told.filter((one) => toldView(one, rules)?.open === true).length,
  };
}
