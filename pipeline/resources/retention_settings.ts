import { z } from "../../infra/zod.ts";
import { defaultRetention, type RetentionPolicy } from "../engine/mod.ts";

const days = z.number().min(0).max(36_500).nullable().describe(
  "Days after which they are removed; null keeps them whatever their age",
);
const most = z.int().min(0).max(10_000_000).nullable().describe(
  "How many of the newest are kept; null for no limit",
);
const limits = z.strictObject({ days, most });
const age = z.strictObject({ days });

/** The section `retention`. */
export const retentionSchema = z.strictObject({
  runs: z.strictObject({
    success: limits.describe("Runs that succeeded; `most` is per job"),
    failure: limits.describe("Runs that failed; `most` is per job"),
    canceled: limits.describe("Canceled runs; `most` is per job"),
  }).describe("Runs with their steps, checks, events and values, by how they ended"),
  events: age.describe("Events of runs that are kept"),
  ticks: limits.describe("Evaluations of schedules and sensors; `most` is per schedule or sensor"),
  deliveries: age.describe("Alerts that were delivered"),
  dead_letters: age.describe("Alerts that could not be delivered"),
  audit: limits.describe("Who changed what"),
  backfills: age.describe("Backfills that have ended"),
}).describe("What is kept of the history, and for how long; the daemon and gc remove the rest");

/** The checked section `retention`. */
export type RetentionSettings = z.infer<typeof retentionSchema>;

/** What holds where an environment says nothing. */
export const retentionDefaults: { readonly retention: RetentionSettings } = {
  retention: settingsOf(defaultRetention),
};

/** The section as the engine takes it. */
export function retentionPolicy({ dead_letters: deadLetters, ...rest }: RetentionSettings): RetentionPolicy {
  return { ...rest, deadLetters };
}

function settingsOf({ deadLetters, ...rest }: RetentionPolicy): RetentionSettings {
  return { ...rest, dead_letters: deadLetters };
}
