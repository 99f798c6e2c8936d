import type { KChoice, KRow, Matrix } from "../../../core/mod.ts";
import {
  correlationFigure,
  type Figure,
  profileFigure,
  scatterFigure,
  type ScoreCurve,
  scoresFigure,
  silhouetteFigure,
  sizesFigure,
} from "../../figures/mod.ts";
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
  readonly plane: ViewPlane;
  /** Features before scaling, stores x features. */
  readonly features: { readonly names: readonly string[]; readonly x: Matrix };
  /** Pearson's r by the same names; null when they were not computed. */
  readonly correlations: readonly (readonly (number | null)[])[] | null;
}

/** Every figure that a category's data has enough for. */
export function categoryFigures({ choice, assigned, plane, features, correlations }: CategoryData): readonly Figure[] {
  const labels = [...new Set(assigned.labels)].sort((a, b) => a - b);
  return [
    ...choiceFigures(choice),
    sizesFigure(labels.map((label) => ({ label, ...sizeOf(assigned, label) }))),
    ...silhouetteFigures(assigned, labels),
    scatterFigure({ ...plane, ...assigned, centres: centresOf(plane, assigned, labels) }),
    profileFigure({
      clusters: labels.map((label) => ({ label })),
      features: features.names,
      index: indexOf(features.x, assigned.labels, labels),
    }),
    ...(correlations === null || features.names.length < 2
      ? []
      : [correlationFigure({ features: features.names, correlations })]),
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

function silhouetteFigures({ labels: rowLabels, silhouettes }: AssignedStores, labels: readonly number[]) {
  if (labels.length < 2 || silhouettes.some(Number.isNaN)) return [];
  const mean = silhouettes.reduce((sum, value) => sum + value, 0) / silhouettes.length;
  const clusters = labels.map((label) => ({ label, values: silhouettes.filter((_, row) => rowLabels[row] === label) }));
  return [silhouetteFigure({ clusters, mean })];
}

function centresOf({ x, y }: ViewPlane, { labels: rowLabels }: AssignedStores, labels: readonly number[]) {
  const plane = { rows: x.length, columns: 2, data: new Float64Array(2 * x.length) };
  for (let row = 0; row < x.length; row++) plane.data.set([x[row]!, y[row]!], 2 * row);
  const { data } = meansByLabel(plane, rowLabels, labels);
  return labels.map((label, i) => ({ label, x: data[2 * i]!, y: data[2 * i + 1]! }));
}

/** features x clusters: mean as a percentage of the mean of all stores; null where that is not above 0. */
function indexOf(
  x: Matrix,
  rowLabels: ArrayLike<number>,
  labels: readonly number[],
): readonly (readonly (number | null)[])[] {
  const means = meansByLabel(x, rowLabels, labels);
  const all = meansByLabel(x, new Float64Array(x.rows), [0]);
  return Array.from({ length: x.columns }, (_, j) => {
    const average = all.data[j]!;
    return labels.map((_, i) => average > 0 ? 100 * means.data[i * x.columns + j]! / average : null);
  });
}
