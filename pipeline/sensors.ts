import { fileSensor, runSensor, type Sensor } from "./engine/mod.ts";
import type { Settings } from "./resources/settings.ts";

/** Every sensor of the project, with the changes of the configuration; files are those that its readers name. */
export function projectSensors(
  { sensors: changes, readers, external_sources }: Pick<Settings, "sensors" | "readers" | "external_sources">,
): readonly Sensor[] {
  return [
    fileSensor({
      name: "new_internal_data_sensor",
      job: "internal_clustering_job",
      // New files change nothing as long as they are not read.
      selection: "group:internal_preprocessing, group:internal_clustering",
      paths: pathsOf(readers, ["ns_sales", "ns_map"]),
      minimumInterval: 60_000,
      tags: { sensor: "new_internal_data" },
      defaultRunning: true,
      description: "Sales or need states are new or rewritten: shares and clusters by what stores sell are made anew.",
      ...changed(changes.new_internal_data_sensor),
      ...settled(changes.new_internal_data_sensor),
    }),
    fileSensor({
      name: "external_data_sensor",
      job: "external_clustering_job",
      selection: "group:external_preprocessing, group:external_clustering",
      paths: pathsOf(readers, external_sources),
      minimumInterval: 300_000,
      tags: { sensor: "external_data" },
      defaultRunning: true,
      description: "External files are new or rewritten: clusters by where stores stand are made anew.",
      ...changed(changes.external_data_sensor),
      ...settled(changes.external_data_sensor),
    }),
    runSensor({
      name: "internal_clustering_complete_sensor",
      job: "merging_job",
      watches: ["internal_clustering_job"],
      needs: ["external_save_cluster_assignments"],
      tags: { sensor: "internal_clustering_complete" },
      defaultRunning: true,
      description: "Clusters by what stores sell are new: they are merged with those by where stores stand.",
      ...changed(changes.internal_clustering_complete_sensor),
    }),
  ];
}

type SensorSettings = { readonly running?: boolean | undefined; readonly minimum_interval?: number | undefined };

function changed({ running, minimum_interval: interval }: SensorSettings = {}) {
  return {
    ...(running === undefined ? {} : { defaultRunning: running }),
    ...(interval === undefined ? {} : { minimumInterval: interval * 1000 }),
  };
}

function settled({ settle }: { readonly settle?: number | undefined } = {}): { readonly settle?: number } {
  return settle === undefined ? {} : { settle: settle * 1000 };
}

/** Files that readers read, in order and each once. */
function pathsOf(readers: Settings["readers"], names: readonly string[]): readonly string[] {
  const paths = names.flatMap((name) => {
    const reader: Readonly<Record<string, unknown>> = readers[name] ?? {};
    return [reader["path"]].flat().filter((path) => typeof path === "string");
  });
  return [...new Set(paths)];
}
