import { defineProject, type Project } from "./engine/mod.ts";
import { projectAssets } from "./assets/mod.ts";
import { jobs } from "./jobs.ts";
import { checkLimits } from "./queue_limits.ts";
import { projectSchedules } from "./schedules.ts";
import { projectSensors } from "./sensors.ts";
import { figureHandler, pageHandler, tableHandler } from "./resources/kinds.ts";
import { freshnessOverrides } from "./resources/freshness_settings.ts";
import { projectResources } from "./resources/project_resources.ts";
import { sourceVersion } from "./source_version.ts";
import type { Settings } from "./resources/settings.ts";

/** The project with the resources of one environment: every asset, job, schedule and sensor there is. */
export function openProject(settings: Settings): Project {
  checkLimits(settings, jobs);
  return defineProject({
    assets: projectAssets({ externalPer: settings.job_params.external_clustering.per }),
    jobs,
    schedules: projectSchedules(settings),
    sensors: projectSensors(settings),
    resources: projectResources(settings),
    kinds: [tableHandler, figureHandler, pageHandler],
    codeVersion: sourceVersion(),
    freshness: freshnessOverrides(settings.freshness),
  });
}
