import type { Column, Datasets, ReadReport, Relation, Session, SourceFile, Table, WriteReport } from "../../io/mod.ts";
import { resourceKey, type ValueKind, valueKind } from "../engine/mod.ts";
import type { JobParams } from "./params.ts";

export type { Column, Datasets, JobParams, ReadReport, Relation, Session, SourceFile, Table, WriteReport };

/** The run's DuckDB database. */
export const session = resourceKey<Session>("session");

/** Configured readers and writers. */
export const datasets = resourceKey<Datasets>("datasets");

/** `job_params` of the configuration. */
export const params = resourceKey<JobParams>("params");

/** Name of the reader of what a writer published before; there is one for every writer whose kind can be read. */
export function previousReader(writer: string): string {
  return `previous ${writer}`;
}

/** Which readers the external branch joins, in order: `external_sources` of the configuration. */
export const externalSources = resourceKey<readonly string[]>("external_sources");

/** A relation that is kept as an immutable Parquet file. */
export const table: ValueKind<Table> = valueKind<Table>("table", { extension: "parquet" });

/** A relation that lives only as long as its run: a view, or a table of the run's session. */
export const relation: ValueKind<Relation> = valueKind<Relation>("relation", { transient: true });
