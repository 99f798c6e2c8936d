import type { KChoice, KRow } from "../../../core/mod.ts";
import {
  correlationFigure,
  countOf,
  dendrogramFigure,
  type Figure,
  movementFigure,
  profileFigure,
  scatterFigure,
  type ScoreCurve,
  scoresFigure,
  silhouetteFigure,
  sizesFigure,
} from "../../figures/mod.ts";
import type { ClusterComparison } from "./comparison_record.ts";
import type { ClusterProfiles } from "./profile_record.ts";
import type { Trained } from "./training.ts";
import { meansByLabel, type ViewPlane } from "./view_plane.ts";

/** Stores of a category with what the assignment says about them; all lists have one length, by ascending store. */
export interface AssignedStores {
  readonly stores: Float64Array;
  readonly labels: Float64Array;
  /** 1 for a store that was held out of fitting. */
  readonly outliers: Float64Array;
  /** NaN where there is one cluster only. */
  readonly silhouettes: Float64Array;
}

/** What the figures of a category are drawn from. */
export interface CategoryData {
  readonly choice: KChoice;
  readonly assigned: AssignedStores;
  /** Merges of the stores that clusters were fitted on; null where the algorithm makes no tree. */
  readonly dendrogram: Trained["dendrogram"];
  /** 1 for a store that clusters were not fitted on. */
  readonly heldOut: ArrayLike<number>;
  readonly plane: ViewPlane;
  readonly profiles: ClusterProfiles;
  readonly comparison: ClusterComparison;
  /** Names of the features, in order. */
  readonly features: readonly string[];
  /** Pearson's r by these names; null when they were not computed. */
  readonly correlations: readonly (readonly (number | null)[])[] | null;
}

/** Every figure that a category's data has enough for. */
export function categoryFigures(data: CategoryData): readonly Figure[] {
  const { choice, assigned, plane, profiles, comparison, features, correlations } = data;
  const names = new Map(profiles.clusters.map(({ cluster, name }) => [cluster, name]));
  const clusters = [...new Set(assigned.labels)].sort((a, b) => a - b).map((label) => ({
    label,
    name: `${label} ${names.get(label) ?? ""}`.trimEnd(),
  }));
  return [
    ...choiceFigures(choice),
    sizesFigure(clusters.map((cluster) => ({ ...cluster, ...sizeOf(assigned, cluster.label) }))),
    ...silhouetteFigures(assigned, clusters),
    scatterFigure({ ...plane, ...assigned, centres: centresOf(plane, assigned, clusters.map(({ label }) => label)) }),
    profileFigure({
      clusters: clusters.map(({ label }) => ({ label })),
      features,
      index: indexOf(profiles, features),
      strength: strengthOf(profiles, features),
    }),
    ...(correlations === null || features.length < 2 ? [] : [correlationFigure({ features, correlations })]),
    ...dendrogramFigures(data),
    ...movementFigures(comparison),
  ];
}

function choiceFigures({ k, rule, reason, table }: KChoice): readonly Figure[] {
  if (table.length < 2) return [];
  const curve = (name: string, better: ScoreCurve["better"], value: (row: KRow) => number | null): ScoreCurve => ({
    name,
    ...(better === undefined ? {} : { better }),
    values: table.map(value),
  });
  const decisive = decisiveCurve(rule);
  return [scoresFigure({
    ks: table.map((row) => row.k),
    chosen: k,
    reason,
    ...(decisive === undefined ? {} : { decisive }),
    curves: [
      curve("Silhouette", "higher", (row) => row.silhouette),
      curve("Calinski-Harabasz", "higher", (row) => row.calinskiHarabasz),
      curve("Davies-Bouldin", "lower", (row) => row.daviesBouldin),
      curve("Inertia", undefined, (row) => row.inertia),
      ...otherCurves(rule, table),
    ],
  })];
}

/** Name of the curve that a rule looks at. */
function decisiveCurve(rule: string): string | undefined {
  const names: Readonly<Record<string, string>> = {
    silhouette: "Silhouette",
    calinski_harabasz: "Calinski-Harabasz",
    davies_bouldin: "Davies-Bouldin",
    elbow: "Inertia",
  };
  return names[rule] ?? ruleName(rule);
}

/** Rules that compare a score of their own show it. */
function otherCurves(rule: string, table: readonly KRow[]): readonly ScoreCurve[] {
  if (["silhouette", "calinski_harabasz", "davies_bouldin", "elbow"].includes(rule)) return [];
  if (rule === "bic") return [{ name: ruleName(rule), better: "lower", values: table.map((row) => row.bic) }];
  const value = (row: KRow) => rule === "gap" ? row.gap : row.score;
  return [{ name: ruleName(rule), better: "higher", values: table.map(value) }];
}

function ruleName(rule: string): string {
  const words = rule.replaceAll("_", " ");
  return words === "bic" ? "BIC" : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function sizeOf({ labels, outliers }: AssignedStores, label: number) {
  let [stores, held] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== label) continue;
    stores++;
    held += outliers[row]!;
  }
  return { stores, outliers: held };
}

function silhouetteFigures(
  { labels, silhouettes }: AssignedStores,
  clusters: readonly { readonly label: number; readonly name: string }[],
): readonly Figure[] {
  if (clusters.length < 2 || silhouettes.some(Number.isNaN)) return [];
  const mean = silhouettes.reduce((sum, value) => sum + value, 0) / silhouettes.length;
  const withValues = clusters.map((cluster) => ({
    ...cluster,
    values: silhouettes.filter((_, row) => labels[row] === cluster.label),
  }));
  return [silhouetteFigure({ clusters: withValues, mean })];
}

function centresOf({ x, y }: ViewPlane, { labels: rowLabels }: AssignedStores, labels: readonly number[]) {
  const plane = { rows: x.length, columns: 2, data: new Float64Array(2 * x.length) };
  for (let row = 0; row < x.length; row++) plane.data.set([x[row]!, y[row]!], 2 * row);
  const { data } = meansByLabel(plane, rowLabels, labels);
  return labels.map((label, i) => ({ label, x: data[2 * i]!, y: data[2 * i + 1]! }));
}

/** features x clusters: the index of the profiles. */
function indexOf({ clusters }: ClusterProfiles, features: readonly string[]): readonly (readonly (number | null)[])[] {
  const found = clusters.map((cluster) => new Map(cluster.features.map(({ name, index }) => [name, index])));
  return features.map((name) => found.map((index) => index.get(name) ?? null));
}

function strengthOf(profiles: ClusterProfiles, features: readonly string[]): readonly (number | null)[] {
  const found = new Map(profiles.features.map(({ name, eta_squared }) => [name, eta_squared]));
  return features.map((name) => found.get(name) ?? null);
}

/** The tree of merges with its cut, where there is one. */
function dendrogramFigures({ dendrogram, heldOut, assigned, choice }: CategoryData): readonly Figure[] {
  if (dendrogram === null || dendrogram.rows < 2) return [];
  const rows = Array.from(assigned.labels.keys()).filter((row) => heldOut[row] !== 1);
  if (rows.length !== dendrogram.rows) return [];
  const { merges, heights } = dendrogram;
  // Between the last merge that was made and the first that was not.
  const [made, next] = [heights[rows.length - choice.k - 1] ?? 0, heights[rows.length - choice.k]];
  return [dendrogramFigure({
    leaves: rows.map((row) => ({ name: `Store ${assigned.stores[row]}`, label: assigned.labels[row]! })),
    merges: merges.map(([left, right], i) => ({ left, right, height: heights[i]! })),
    axis: "distance of what is merged",
    ...(next === undefined ? {} : { cut: (made + next) / 2 }),
  })];
}

/** Where stores went since the run before, if there was one and any did. */
function movementFigures(comparison: ClusterComparison): readonly Figure[] {
  const { contingency, matching, common_stores, moved, new_stores, gone_stores } = comparison;
  if (common_stores === 0 || moved + new_stores + gone_stores === 0) return [];
  const { previous, clusters, stores } = contingency;
  // Clusters need not have the labels of those that they continue.
  const continued = new Map(matching.map(({ previous, cluster }) => [previous, cluster]));
  const movements = previous.flatMap((from, row) =>
    clusters.map((to, column) => ({
      from: String(from),
      to: String(to),
      stores: stores[row]![column]!,
      stayed: continued.get(from) === to,
    }))
  );
  const others = [["new", new_stores], ["gone", gone_stores]] as const;
  const note = others.filter(([, count]) => count > 0).map(([word, count]) => `${countOf(count, "store")} ${word}.`);
  return [movementFigure({
    name: "movement",
    title: "Stores since the last run",
    sides: ["before", "now"],
    movements,
    note: note.join(" "),
  })];
}
