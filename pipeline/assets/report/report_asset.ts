import { type KChoice, safeFileNames } from "../../../core/mod.ts";
import { allPartitions, type Asset, defineAsset } from "../../engine/mod.ts";
import type { FigureSheet } from "../../figures/mod.ts";
import { type CategoryReport, reportHtml, type SideReport } from "../../report/mod.ts";
import {
  type ClusterNames,
  clusterNames,
  page,
  params,
  reports,
  session,
  stepFacts,
  type Table,
} from "../../resources/types.ts";
import { type Branch, byCategory, everyCategory } from "../clustering/branch.ts";
import type { ClusterComparison } from "../clustering/comparison_record.ts";
import type { ClusterMetrics } from "../clustering/evaluation_assets.ts";
import { mergingGroup } from "../clustering/merged_assets.ts";
import type { ClusterProfiles } from "../clustering/profile_record.ts";
import type { Stability } from "../clustering/profile_stability.ts";
import { mergeReport, readMoves } from "./merge_report.ts";
import { qualityReport } from "./quality_report.ts";
import { sideReport } from "./side_report.ts";

/** What is known of a branch's clusters. */
export interface SideAssets {
  readonly branch: Branch;
  readonly optimal: Asset<KChoice>;
  readonly metrics: Asset<ClusterMetrics>;
  readonly profiles: Asset<ClusterProfiles>;
  readonly stability: Asset<Stability>;
  readonly comparison: Asset<ClusterComparison>;
  readonly visuals: Asset<FigureSheet>;
}

/** What the report is made of. */
export interface ReportSources {
  readonly internal: SideAssets;
  readonly external: SideAssets;
  /** Every category's stores with all their clusters. */
  readonly saved: Asset<Table>;
  /** Figures of the merge. */
  readonly merged: Asset<FigureSheet>;
  /** Made before the report, so that it can name their files. */
  readonly workbooks: Asset<Table>;
}

/** Name of the report's file in the run's folder. */
export const reportFile = "index.html";

/** The report of a run. */
export function reportAsset({ internal, external, saved, merged, workbooks }: ReportSources): Asset<string> {
  return defineAsset({
    name: "cluster_report",
    group: mergingGroup,
    description:
      `One HTML page with every figure, table and reason, published as ${reportFile} in the run's folder of reports.`,
    kind: page,
    tags: { stage: "cluster_analysis" },
    deps: {
      saved,
      merged: allPartitions(merged, { missing: "leave_out" }),
      workbooks: allPartitions(workbooks, { missing: "leave_out" }),
      internalOptimal: everyCategory(internal.branch, internal.optimal),
      internalMetrics: everyCategory(internal.branch, internal.metrics),
      internalProfiles: everyCategory(internal.branch, internal.profiles),
      internalStability: everyCategory(internal.branch, internal.stability),
      internalComparison: everyCategory(internal.branch, internal.comparison),
      internalVisuals: everyCategory(internal.branch, internal.visuals),
      externalOptimal: everyCategory(external.branch, external.optimal),
      externalMetrics: everyCategory(external.branch, external.metrics),
      externalProfiles: everyCategory(external.branch, external.profiles),
      externalStability: everyCategory(external.branch, external.stability),
      externalComparison: everyCategory(external.branch, external.comparison),
      externalVisuals: everyCategory(external.branch, external.visuals),
    },
    resources: { session, params, reports, stepFacts, clusterNames },
    // A name that somebody gives makes the report out of date.
    observe: ({ clusterNames }) => clusterNames.digest(),
    async compute({ inputs, resources, run, signal, addMetadata }) {
      const inside = await named(
        "internal",
        resources.clusterNames,
        sidesOf("Internal clusters", {
          optimal: byCategory(inputs.internalOptimal),
          metrics: byCategory(inputs.internalMetrics),
          profiles: byCategory(inputs.internalProfiles),
          stability: byCategory(inputs.internalStability),
          comparison: byCategory(inputs.internalComparison),
          visuals: byCategory(inputs.internalVisuals),
        }),
      );
      const outside = await named(
        "external",
        resources.clusterNames,
        sidesOf("External clusters", {
          optimal: byCategory(inputs.externalOptimal),
          metrics: byCategory(inputs.externalMetrics),
          profiles: byCategory(inputs.externalProfiles),
          stability: byCategory(inputs.externalStability),
          comparison: byCategory(inputs.externalComparison),
          visuals: byCategory(inputs.externalVisuals),
        }),
      );
      const moves = await readMoves(resources.session, inputs.saved, signal);
      const books = workbookNames([...moves.keys()], await resources.reports.files());
      const split = external.branch.partitions.partitions !== undefined;
      const categories = [...new Set([...inside.keys(), ...moves.keys()])].sort().map((category): CategoryReport => ({
        category,
        sides: [inside.get(category), split ? outside.get(category) : undefined].filter((side) => side !== undefined),
        merge: mergeReport(moves.get(category), resources.params.min_cluster_size, inputs.merged.get(category)),
        workbook: books.get(category) ?? null,
      }));
      const html = reportHtml({
        run: run.id,
        job: run.job,
        startedAt: run.startedAt,
        categories,
        common: split ? [] : [...outside.values()],
        quality: await qualityReport(resources.stepFacts),
      });
      addMetadata({ categories: categories.length, workbooks: books.size });
      return html;
    },
    async publish({ value, resources }) {
      const path = await resources.reports.write(reportFile, value);
      return { files_written: [path], summary: { Report: path } };
    },
  });
}

/** Values of a branch by category. */
interface SideValues {
  readonly optimal: ReadonlyMap<string, KChoice>;
  readonly metrics: ReadonlyMap<string, ClusterMetrics>;
  readonly profiles: ReadonlyMap<string, ClusterProfiles>;
  readonly stability: ReadonlyMap<string, Stability>;
  readonly comparison: ReadonlyMap<string, ClusterComparison>;
  readonly visuals: ReadonlyMap<string, FigureSheet>;
}

/** One side of every category that has clusters. */
function sidesOf(title: string, values: SideValues): ReadonlyMap<string, SideReport> {
  const found = new Map<string, SideReport>();
  for (const [category, metrics] of values.metrics) {
    const choice = values.optimal.get(category);
    if (choice === undefined) continue;
    const side = sideReport({
      title,
      choice,
      metrics,
      profiles: values.profiles.get(category),
      stability: values.stability.get(category),
      comparison: values.comparison.get(category),
      sheet: values.visuals.get(category),
    });
    found.set(category, side);
  }
  return found;
}

/** The same sides with the names that people gave their clusters. */
async function named(
  side: "internal" | "external",
  names: ClusterNames,
  sides: ReadonlyMap<string, SideReport>,
): Promise<ReadonlyMap<string, SideReport>> {
  const found = new Map<string, SideReport>();
  for (const [category, report] of sides) {
    const given = await names.names(side, category);
    const clusters = report.clusters.map((one) => ({ ...one, name: given.get(one.label) ?? one.name }));
    found.set(category, { ...report, clusters });
  }
  return found;
}

/** The workbooks that are there, by category. */
function workbookNames(categories: readonly string[], files: readonly string[]): ReadonlyMap<string, string> {
  const found = [...safeFileNames(categories)].map(([category, name]) => [category, `${name}.xlsx`] as const);
  return new Map(found.filter(([, file]) => files.includes(file)));
}
