import { type CatchUp, defineSchedule, type Schedule, type ScheduleSpec } from "./engine/mod.ts";
import type { ScheduleSettings } from "./resources/automation_settings.ts";
import type { Settings } from "./resources/settings.ts";

/** Every schedule of the project, with the changes of the configuration. */
export function projectSchedules({ schedules: changes }: Pick<Settings, "schedules">): readonly Schedule[] {
  return [
    defineSchedule({
      name: "daily_internal_clustering_schedule",
      job: "internal_clustering_job",
      cron: "0 0 * * *",
      tags: { schedule: "daily_internal_clustering" },
      defaultRunning: true,
      description: "Clusters by what stores sell, every day.",
      ...changed(changes.daily_internal_clustering_schedule),
    }),
    defineSchedule({
      name: "weekly_external_clustering_schedule",
      job: "external_clustering_job",
      cron: "0 0 * * 1",
      tags: { schedule: "weekly_external_clustering" },
      defaultRunning: true,
      description: "Clusters by where stores stand, every Monday.",
      ...changed(changes.weekly_external_clustering_schedule),
    }),
    defineSchedule({
      name: "monthly_full_pipeline_schedule",
      job: "full_pipeline_job",
      cron: "0 0 1 * *",
      tags: { schedule: "monthly_full_pipeline" },
      defaultRunning: true,
      description: "Everything anew, on the first of the month.",
      ...changed(changes.monthly_full_pipeline_schedule),
    }),
  ];
}

function changed(settings: ScheduleSettings = {}): Partial<ScheduleSpec> {
  const { cron, timezone, running, overlap } = settings;
  const catchUp = catchUpOf(settings);
  return {
    ...(cron === undefined ? {} : { cron }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(running === undefined ? {} : { defaultRunning: running }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(catchUp === undefined ? {} : { catchUp }),
  };
}

function catchUpOf({ catch_up: kind, catch_up_cap: cap }: ScheduleSettings): CatchUp["kind"] | CatchUp | undefined {
  return kind === "all" && cap !== undefined ? { kind, cap } : kind;
}
