import type { Column, Datasets, ReadReport, Relation, Session, SourceFile, Table, WriteReport } from "../../io/mod.ts";
import { type Metadata, resourceKey, type ValueKind, valueKind } from "../engine/mod.ts";
import type { Threads } from "../../infra/threads/mod.ts";
import type { NumericTasks } from "../assets/clustering/numeric_tasks.ts";
import type { DrawnFigure, Figure, FigureSheet } from "../figures/mod.ts";
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

/** A query that is run while its rows are written, so that they are never held in between. */
export interface TableQuery {
  readonly query: string;
  /** Columns that the query gives. */
  readonly columns: readonly Column[];
  /** Tables of the session that nothing but the query reads; they are dropped after it. @default none */
  readonly scratch?: readonly Relation[];
}

/** A relation that is kept as an immutable Parquet file. A compute function gives a table of the session (no view), or a query. */
export const table: ValueKind<Table, Table | TableQuery> = valueKind("table", { extension: "parquet" });

/** A relation that lives only as long as its run: a view, or a table of the run's session. */
export const relation: ValueKind<Relation> = valueKind<Relation>("relation", { transient: true });

/** Draws figures; what draws is loaded with the first of them. */
export interface Charts {
  draw(figure: Figure): Promise<DrawnFigure>;
}

/** What figures are drawn with. */
export const charts = resourceKey<Charts>("charts");

/** The folder of what a run tells people: a report, workbooks. */
export interface Reports {
  /** Absolute path; made with the first file. */
  readonly folder: string;
  /** Names of the files that are there, ascending. */
  files(): Promise<readonly string[]>;
  /** Writes a file, whole or not at all; returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/** The run's reports: `<paths.merging>/reports/<run>`. */
export const reports = resourceKey<Reports>("reports");

/** What steps told about what they made. */
export interface StepFacts {
  /**
   * Metadata of the newest value of an asset; of one that is not kept, as of the run that made the newest value of `beside`.
   */
  metadata(asset: string, beside?: string): Promise<Metadata | undefined>;
  close(): Promise<void>;
}

/** Facts about values that steps of this and earlier runs made. */
export const stepFacts = resourceKey<StepFacts>("step_facts");

/** Names that people gave clusters. */
export interface ClusterNames {
  /** Those of a category's clusters as they are assigned now, by number; a name follows the stores that it was given to. */
  names(side: "internal" | "external", category: string): Promise<ReadonlyMap<number, string>>;
  /** Changes when any name does. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

/** {@link ClusterNames}. */
export const clusterNames = resourceKey<ClusterNames>("cluster_names");

/** Figures about one thing, as one SVG file. */
export const figures: ValueKind<FigureSheet> = valueKind<FigureSheet>("figure", { extension: "svg" });

/** A page of HTML that needs no other file. */
export const page: ValueKind<string> = valueKind<string>("page", { extension: "html" });

/** Threads that do the heavy numeric work, so that the run's own stays free. */
export type NumericThreads = Threads<NumericTasks>;

/** {@link NumericThreads}, as many as DuckDB may use. */
export const threads = resourceKey<NumericThreads>("threads");
