import { openDatasets, openSession, type ReaderConfig, readerConfigSchema } from "../../io/mod.ts";
import { defineResource, type ResourceDefinition } from "../engine/mod.ts";
import type { Settings } from "./settings.ts";
import { openCharts } from "./charts.ts";
import { openClusterNames } from "./cluster_names.ts";
import { openNumericThreads } from "./numeric_threads.ts";
import { openReports } from "./reports.ts";
import { sessionOptions } from "./session_options.ts";
import { openStepFacts } from "./step_facts.ts";
import {
  charts,
  clusterNames,
  datasets,
  externalSources,
  params,
  previousReader,
  reports,
  session,
  stepFacts,
  threads,
} from "./types.ts";

export { sessionOptions };

/** How the resources of one environment are opened: one DuckDB database per run, in memory, spilling to disk. */
// deno-lint-ignore no-explicit-any -- a list of definitions with a value type each
export function projectResources(settings: Settings): readonly ResourceDefinition<any, any>[] {
  return [
    defineResource({
      key: session,
      description: "The run's DuckDB database: in memory, spilling to disk.",
      settings: ["engine"],
      open: () => openSession(sessionOptions(settings)),
      close: (opened) => opened.close(),
    }),
    defineResource({
      key: datasets,
      description: "Reads the files of the configuration and writes what is published.",
      settings: ["paths.raw", "readers", "writers"],
      needs: { session },
      open: ({ needs, run, log }) =>
        openDatasets({
          session: needs.session,
          readers: { ...settings.readers, ...previousReaders(settings) },
          writers: settings.writers,
          rejectsDirectory: `${settings.paths.data}/rejects`,
          run: run.id,
          log,
        }),
      close: (opened) => opened.close(),
      fingerprint: JSON.stringify({ readers: settings.readers, writers: settings.writers }),
    }),
    defineResource({
      key: params,
      description: "What jobs compute with: numbers of clusters, shares, limits.",
      settings: ["job_params"],
      open: () => settings.job_params,
      fingerprint: JSON.stringify(settings.job_params),
    }),
    defineResource({
      key: externalSources,
      description: "Which readers the external branch joins, in order.",
      settings: ["external_sources"],
      open: () => settings.external_sources,
      fingerprint: JSON.stringify(settings.external_sources),
    }),
    defineResource({ key: charts, description: "Draws the figures of reports.", open: () => openCharts() }),
    defineResource({
      key: reports,
      description: "The folder of a run's report and workbook.",
      settings: ["paths.merging"],
      open: ({ run }) => openReports(`${settings.paths.merging}/reports/${run.id}`),
    }),
    defineResource({
      key: stepFacts,
      description: "What steps of this run and of earlier ones told about their values.",
      settings: ["history"],
      open: () => openStepFacts(settings.history),
      close: (opened) => opened.close(),
    }),
    defineResource({
      key: clusterNames,
      description: "Names that people gave clusters.",
      settings: ["paths.data", "history"],
      open: () => openClusterNames(settings),
      close: (opened) => opened.close(),
    }),
    defineResource({
      key: threads,
      description: "Threads of their own for long computations.",
      settings: ["engine.threads"],
      open: () => openNumericThreads(settings.engine.threads ?? undefined),
      close: (opened) => opened.close(),
    }),
  ];
}

/** Readers of what writers published in an earlier run. */
function previousReaders({ writers }: Settings): Readonly<Record<string, ReaderConfig>> {
  const readers = Object.entries(writers).flatMap(([name, writer]) => {
    const path = "path" in writer ? writer.path : undefined;
    const reader = readerConfigSchema.safeParse({ kind: writer.kind, path });
    return reader.success ? [[previousReader(name), reader.data] as const] : [];
  });
  return Object.fromEntries(readers);
}
