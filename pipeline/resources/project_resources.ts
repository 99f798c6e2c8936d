import { openDatasets, openSession, type SessionOptions } from "../../io/mod.ts";
import { defineResource, type ResourceDefinition } from "../engine/mod.ts";
import type { Settings } from "./settings.ts";
import { datasets, externalSources, params, session } from "./types.ts";

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
          readers: settings.readers,
          writers: settings.writers,
          rejectsDirectory: `${settings.paths.data}/rejects`,
          run: run.id,
          log,
        }),
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
  ];
}

/** The session of a configuration's `engine` section. */
export function sessionOptions({ engine }: Settings): SessionOptions {
  return {
    memoryLimit: engine.memory_limit,
    tempDirectory: engine.temp_directory,
    ...(engine.threads === null ? {} : { threads: engine.threads }),
  };
}
