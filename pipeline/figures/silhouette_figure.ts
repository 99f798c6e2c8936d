import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { clusterColor } from "./palette.ts";
import { evenPlaces, shareOut } from "./sample.ts";
import { countOf, labelRoom, shortened } from "./words.ts";

/** Silhouettes of a cluster's rows. */
export interface SilhouetteCluster {
  readonly label: number;
  /** Such as a short name. @default "Cluster" with the label */
  readonly name?: string;
  /** Silhouette of each row, -1 to 1, over all clusters; in any order. */
  readonly values: ArrayLike<number>;
}

/** What a silhouette plot is drawn from. */
export interface SilhouetteData {
  readonly clusters: readonly SilhouetteCluster[];
  /** Mean over all rows. */
  readonly mean: number;
}

/** Options of {@link silhouetteFigure}. */
export interface SilhouetteFigureOptions {
  /** Most bars to draw. @default 400 */
  readonly most?: number;
}

interface Band {
  readonly label: number;
  readonly name: string;
  readonly drawn: readonly number[];
}

const between = 3;
/** Pixels that a name takes, and those above and below the bars. */
const nameHeight = 14;
const [top, bottom] = [24, 40];

/** Silhouette of every row, sorted within its cluster, the best on top; the mean is a line. */
export function silhouetteFigure(data: SilhouetteData, options: SilhouetteFigureOptions = {}): Figure {
  const { most = 400 } = options;
  const { clusters, mean } = data;
  const sizes = clusters.map(({ values }) => values.length);
  const room = shareOut(sizes, most);
  const bands = clusters.map(({ label, name = `Cluster ${label}`, values }, i): Band => {
    const sorted = Float64Array.from(values).sort().reverse();
    return { label, name, drawn: evenPlaces(sorted.length, room[i]!).map((place) => sorted[place]!) };
  });
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const drawn = bands.reduce((sum, band) => sum + band.drawn.length, 0);
  const negative = clusters.reduce((sum, { values }) => sum + Array.from(values).filter((one) => one < 0).length, 0);
  const part = drawn < rows ? ` ${countOf(drawn, "bar")} for ${countOf(rows, "store")}, evenly spaced.` : "";
  const height = Math.round(Math.max(200, Math.min(420, 90 + 34 * clusters.length + drawn * 0.5)));
  return {
    name: "silhouette",
    title: "Silhouette of every store",
    caption:
      "How much nearer a store is to its own cluster than to the next one: 1 is well inside, 0 between two, below 0 " +
      `nearer to another (${countOf(negative, "store")}). The dashed line is the mean.${part}`,
    description: `Mean silhouette ${mean.toFixed(3)}. ${
      clusters.map(({ label, values }) => `Cluster ${label}: ${meanOf(values).toFixed(3)}`).join(", ")
    }`,
    width: figureWidth,
    height,
    option: option(bands, mean, leastLines(bands, height - top - bottom)),
  };
}

/** Lines that a band needs so that its name keeps clear of the next one's. */
function leastLines(bands: readonly Band[], height: number): number {
  let least = 1;
  // Wider bands make every line lower, so that they need a few lines more.
  for (let round = 0; round < 5; round++) {
    const lines = bands.reduce((sum, { drawn }) => sum + Math.max(drawn.length, least) + between, 0);
    least = Math.ceil(nameHeight * lines / height) - between;
  }
  return least;
}

function option(bands: readonly Band[], mean: number, least: number): Figure["option"] {
  const lines: { readonly name: string; readonly value: number | "-"; readonly label: number }[] = [];
  for (const { label, name, drawn } of bands) {
    const spare = Math.max(0, least - drawn.length);
    const blanks = (count: number): readonly "-"[] => Array.from({ length: count }, () => "-");
    const values = [...blanks(spare >> 1), ...drawn.map(tidy), ...blanks(spare - (spare >> 1))];
    const middle = Math.floor((values.length - 1) / 2);
    values.forEach((value, i) => lines.push({ name: i === middle ? shortened(name, 26) : "", value, label }));
    for (const value of blanks(between)) lines.push({ name: "", value, label });
  }
  const lowest = Math.min(0, ...lines.map(({ value }) => value === "-" ? 0 : value));
  return {
    ...baseOption,
    grid: { left: labelRoom(lines.map(({ name }) => name)), right: 24, top, bottom },
    xAxis: {
      ...axisStyle,
      type: "value",
      name: "silhouette",
      nameLocation: "middle",
      nameGap: 24,
      min: Math.floor(lowest * 5) / 5,
      max: 1,
      interval: 0.2,
    },
    yAxis: {
      ...axisStyle,
      type: "category",
      inverse: true,
      data: lines.map(({ name }) => name),
      axisLabel: { interval: 0, color: "@ink", fontSize: 11 },
      axisTick: { show: false },
      axisLine: { show: false },
      splitLine: { show: false },
    },
    series: [{
      type: "bar",
      name: "silhouette",
      barCategoryGap: "0%",
      clip: false,
      data: lines.map(({ value, label }) => {
        const color = clusterColor(label);
        // A border of the same colour closes the hair lines between bars.
        return { value, itemStyle: { color, borderColor: color, borderWidth: 0.5 } };
      }),
      markLine: {
        silent: true,
        symbol: "none",
        lineStyle: { color: "@ink", type: "dashed", width: 1.5 },
        label: { position: "start", formatter: `mean ${mean.toFixed(3)}`, color: "@ink", fontSize: 11 },
        data: Number.isFinite(mean) ? [{ xAxis: mean }] : [],
      },
    }],
  };
}

function tidy(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
