import { z } from "../../infra/zod.ts";
import { cronFault, overlaps, zoneFault } from "../engine/mod.ts";

/** Every schedule of the project. */
const scheduleNames = [
  "daily_internal_clustering_schedule",
  "weekly_external_clustering_schedule",
  "monthly_full_pipeline_schedule",
] as const;

/** Every sensor of the project. */
const sensorNames = [
  "new_internal_data_sensor",
  "external_data_sensor",
  "internal_clustering_complete_sensor",
] as const;

const cron = z.string().superRefine((text, context) => {
  const fault = cronFault(text);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
});

const timezone = z.string().superRefine((text, context) => {
  const fault = zoneFault(text);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
});

const running = z.boolean().describe("Whether it runs until somebody starts or stops it");

const scheduleSchema = z.strictObject({
  cron: cron.describe("Minute, hour, day of the month, month, day of the week, such as 0 6 * * MON-FRI").optional(),
  timezone: timezone.describe("Time zone of cron, such as Europe/Berlin").optional(),
  running: running.optional(),
  catch_up: z.enum(["none", "latest", "all"]).describe("What happens to missed ticks").optional(),
  catch_up_cap: z.int().min(1).max(1000).describe("How many missed ticks are launched at most when catch_up is all")
    .optional(),
  overlap: z.enum(overlaps).describe("What a tick does while the run of an earlier tick is still going").optional(),
});

const sensorSchema = z.strictObject({
  running: running.optional(),
  minimum_interval: z.number().min(1).max(86_400).describe("Seconds between two evaluations").optional(),
  settle: z.number().min(0).max(86_400).describe("Seconds that a file must have been left unchanged").optional(),
});

/** The section `schedules`: what differs from the definitions. */
export const schedulesSchema = z.strictObject(named(scheduleNames, scheduleSchema.optional()))
  .describe("Changes to the schedules as defined");

/** The section `sensors`: what differs from the definitions. */
export const sensorsSchema = z.strictObject(named(sensorNames, sensorSchema.optional()))
  .describe("Changes to the sensors as defined");

/** Changes of a schedule. */
export type ScheduleSettings = z.infer<typeof scheduleSchema>;

function named<const Name extends string, Schema>(names: readonly Name[], schema: Schema): Record<Name, Schema> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>;
}
