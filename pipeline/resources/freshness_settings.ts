import { z } from "../../infra/zod.ts";
import { cronFault, type FreshnessOverride, zoneFault } from "../engine/mod.ts";

const policySchema = z.strictObject({
  within_hours: z.number().positive().max(100_000).describe(
    "Hours since a run last made it or found it unchanged, at most; with cron, hours before each of its times",
  ),
  cron: z.string().superRefine((text, context) => {
    const fault = cronFault(text);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  }).optional().describe("Times at which it must be fresh, such as 0 6 * * MON-FRI; without cron, always"),
  time_zone: z.string().superRefine((text, context) => {
    const fault = zoneFault(text);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  }).optional().describe("Time zone of cron, such as Europe/Berlin"),
});

/** The section `freshness`. */
export const freshnessSchema = z.record(z.string().min(1), policySchema.nullable()).describe(
  "How fresh assets must be, by name or selection such as group:merging; the last that fits counts, null removes it",
);

/** The section as the project takes it. */
export function freshnessOverrides(settings: z.infer<typeof freshnessSchema>): readonly FreshnessOverride[] {
  return Object.entries(settings).map(([selection, policy]) => {
    if (policy === null) return { selection, policy: undefined };
    const { within_hours: hours, cron, time_zone: timeZone } = policy;
    const within = Math.max(1, Math.round(hours * 3_600_000));
    return {
      selection,
      policy: { within, ...(cron === undefined ? {} : { cron }), ...(timeZone === undefined ? {} : { timeZone }) },
    };
  });
}
