import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { divergingPieces, scaleLegend } from "./heat_scale.ts";
import { inkOnDiverging } from "./palette.ts";
import { countOf, distinctNames, figureText, labelRoom, sharedWords, shortened } from "./words.ts";

/** Features of clusters against the average. */
export interface ProfileData {
  readonly clusters: readonly { readonly label: number; readonly name?: string }[];
  readonly features: readonly string[];
  /** features x clusters: the cluster's mean as a percentage of the average of all stores; null where there is no average. */
  readonly index: readonly (readonly (number | null)[])[];
  /** How much each feature tells clusters apart. @default the spread of its index, in which a cluster of one store counts fully */
  readonly strength?: readonly (number | null)[];
}

/** Options of {@link profileFigure}. */
export interface ProfileFigureOptions {
  /** Most features to draw: those that tell clusters apart most. @default 24 */
  readonly most?: number;
}

/** Borders between the steps of the index; 90 to 110 is neutral. */
const borders = [50, 75, 90, 110, 133, 200];

/** Index of each cluster and feature, average = 100; features stand by the cluster that they are highest in. */
export function profileFigure(data: ProfileData, options: ProfileFigureOptions = {}): Figure {
  const { most = 24 } = options;
  const { clusters, features, index } = data;
  const shown = telling(data, most);
  const part = shown.length < features.length
    ? ` Drawn are the ${shown.length} of ${features.length} features that tell clusters apart most.`
    : "";
  const short = distinctNames(features);
  const blank = index.some((row) => row.includes(null)) ? " Blank: there is no average above 0." : "";
  const rows = shown.map((feature) => shortened(short.names[feature]!, 30));
  const cells = shown.flatMap((feature, row) => clusters.map((_, column) => cell(data, feature, column, row)));
  return {
    name: "profile",
    title: "Profile: index against the average",
    caption: `100 is the average of all stores, 200 twice as much, 50 half.${blank}${sharedWords(short.shared)}${part}`,
    description: clusters.map(({ label }, column) => `Cluster ${label}: ${extremes(data, shown, column)}`).join(". "),
    width: figureWidth,
    height: 96 + 22 * shown.length,
    option: {
      ...baseOption,
      tooltip: { trigger: "item" },
      grid: { left: labelRoom(rows), right: 12, top: 30, bottom: 46 },
      xAxis: {
        ...axisStyle,
        type: "category",
        position: "top",
        data: clusters.map(({ label, name }) => name === undefined ? `Cluster ${label}` : shortened(name, 22)),
        axisLabel: {
          color: "@ink",
          fontSize: 11,
          interval: 0,
          width: Math.floor(520 / clusters.length),
          overflow: "truncate",
        },
        axisTick: { show: false },
        axisLine: { show: false },
        splitLine: { show: false },
      },
      yAxis: {
        ...axisStyle,
        type: "category",
        inverse: true,
        data: [...rows],
        axisLabel: { color: "@ink", fontSize: 11, interval: 0 },
        axisTick: { show: false },
        axisLine: { show: false },
        splitLine: { show: false },
      },
      visualMap: { ...scaleLegend, pieces: divergingPieces(borders), seriesIndex: 0, dimension: 2 },
      series: [{ type: "heatmap", name: "index", data: cells, itemStyle: { borderColor: "@surface", borderWidth: 1 } }],
    },
  };
}

function cell({ index, features, clusters }: ProfileData, feature: number, column: number, row: number) {
  const value = index[feature]![column] ?? null;
  const name = `${features[feature]}, cluster ${clusters[column]!.label}`;
  if (value === null) return { name, value: [column, row, "-"] };
  const step = borders.filter((border) => Math.round(value) >= border).length;
  return {
    name,
    value: [column, row, Math.round(value)],
    label: { show: true, formatter: figureText(Math.round(value)), color: inkOnDiverging(step), fontSize: 11 },
  };
}

/** Places of the features that tell clusters apart most, by the cluster that they are highest in. */
function telling({ index, features, strength }: ProfileData, most: number): readonly number[] {
  const ratio = (value: number | null) => value === null ? 0 : Math.log2(Math.max(value, 1) / 100);
  const spread = (feature: number) => {
    const values = index[feature]!.map(ratio);
    return Math.max(...values) - Math.min(...values);
  };
  const strengths = features.map((_, feature) => strength === undefined ? spread(feature) : strength[feature] ?? 0);
  const places = features.map((_, feature) => feature)
    .sort((a, b) => strengths[b]! - strengths[a]! || spread(b) - spread(a) || a - b).slice(0, most);
  const top = (feature: number) => Math.max(...index[feature]!.map((value) => value ?? 0));
  const peak = (feature: number) => index[feature]!.findIndex((value) => (value ?? 0) === top(feature));
  return places.sort((a, b) => peak(a) - peak(b) || top(b) - top(a) || a - b);
}

function extremes({ index, features }: ProfileData, shown: readonly number[], column: number): string {
  const found = shown.flatMap((feature) => {
    const value = index[feature]![column] ?? null;
    return value === null ? [] : [{ feature: features[feature]!, value }];
  }).sort((a, b) => b.value - a.value);
  if (found.length === 0) return "no index";
  const [high, low] = [found[0]!, found[found.length - 1]!];
  return `highest ${high.feature} ${figureText(high.value)}, lowest ${low.feature} ${figureText(low.value)} ` +
    `of ${countOf(found.length, "feature")}`;
}
