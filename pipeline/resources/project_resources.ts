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
      open: () => openSession(sessionOptions(settings)),
      close: (opened) => opened.close(),
    }),
    defineResource({
      key: datasets,
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
      open: () => settings.job_params,
      fingerprint: JSON.stringify(settings.job_params),
    }),
    defineResource({
      key: externalSources,
      open: () => settings.external_sources,
      fingerprint: JSON.stringify(settings.external_sources),
    }),
    defineResource({ key: charts, open: () => openCharts() }),
    defineResource({ key: reports, open: ({ run }) => openReports(`${settings.paths.merging}/reports/${run.id}`) }),
    defineResource({
      key: stepFacts,
      open: () => openStepFacts(settings.history),
      close: (opened) => opened.close(),
    }),
    defineResource({
      key: clusterNames,
      open: () => openClusterNames(settings),
      close: (opened) => opened.close(),
    }),
    defineResource({
      key: threads,
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
