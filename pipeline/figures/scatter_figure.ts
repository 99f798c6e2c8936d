import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { placeArrows, type PlacedArrow } from "./loading_arrows.ts";
import { clusterColor } from "./palette.ts";
import { evenPlaces } from "./sample.ts";
import { countOf, grouped, percent } from "./words.ts";

/** A feature's weight in the two components. */
export interface Loading {
  readonly feature: string;
  readonly x: number;
  readonly y: number;
}

/** Stores on the plane of two components. All lists of stores have one length. */
export interface ScatterData {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Cluster of each store. */
  readonly labels: ArrayLike<number>;
  /** 1 for a store that is not like the others. */
  readonly outliers: ArrayLike<number>;
  /** STORE_NBR of each store, for tooltips. */
  readonly stores: ArrayLike<number>;
  /** Middle of each cluster. */
  readonly centres: readonly { readonly label: number; readonly x: number; readonly y: number }[];
  readonly loadings: readonly Loading[];
  /** Share of the variance in each of the two components, 0 to 1; null where it is not known. */
  readonly variance: readonly [number | null, number | null];
}

/** Options of {@link scatterFigure}. */
export interface ScatterFigureOptions {
  /** Most stores to draw, evenly spaced. @default 1000 */
  readonly most?: number;
  /** Most arrows. @default 6 */
  readonly arrows?: number;
}

const height = 480;
const grid = { left: 56, right: 20, top: 16, bottom: 70 };

/** Stores in the first two components, colour by cluster, with arrows for the features that weigh most in them. */
export function scatterFigure(data: ScatterData, options: ScatterFigureOptions = {}): Figure {
  const { most = 1000, arrows = 6 } = options;
  const drawn = evenPlaces(data.labels.length, most);
  const box = bounds(data, drawn);
  const size = { width: figureWidth - grid.left - grid.right, height: height - grid.top - grid.bottom };
  const placed = placeArrows(data.loadings, { box, size, centres: data.centres }, arrows);
  const total = data.labels.length;
  const sampled = drawn.length < total
    ? ` Drawn are ${grouped(drawn.length)} of ${countOf(total, "store")}, evenly spaced by number.`
    : "";
  return {
    name: "scatter",
    title: "Stores in the first two components",
    caption: "Each point is a store; numbers stand in the middle of their cluster, hollow points are outliers." +
      (placed.length === 0 ? "" : " Arrows point to where the named features are high.") + sampled,
    description: `${countOf(total, "store")} in ${countOf(data.centres.length, "cluster")}; features that weigh most: ${
      placed.map(({ feature }) => feature).join(", ")
    }`,
    width: figureWidth,
    height,
    option: {
      ...baseOption,
      grid,
      legend: legend(data.centres.map(({ label }) => label)),
      tooltip: { trigger: "item" },
      xAxis: { ...componentAxis(1, data.variance[0]), ...ends(box.x), nameGap: 26 },
      yAxis: { ...componentAxis(2, data.variance[1]), ...ends(box.y), nameGap: 38 },
      series: [
        ...data.centres.map(({ label }) => points(data, drawn, label)),
        ...(placed.length === 0 ? [] : [arrowLines(placed), arrowNames(placed)]),
        centreMarks(data.centres),
      ],
    },
  };
}

/** The ends of an axis and the distance of its marks. */
type Span = readonly [low: number, high: number, step: number];

function bounds({ x, y }: ScatterData, drawn: readonly number[]) {
  return { x: span(drawn.map((place) => x[place]!)), y: span(drawn.map((place) => y[place]!)) };
}

/** A span around values and 0 that begins and ends on a mark. */
function span(values: readonly number[]): Span {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * 0.04;
  const step = stepOf(high - low || 1);
  return [tidy(Math.floor((low - room) / step) * step), tidy(Math.ceil((high + room) / step) * step), step];
}

/** 1, 2 or 5 times a power of ten that divides a span into four to ten parts. */
function stepOf(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span));
  const rough = span / power;
  return power * (rough < 2 ? 0.2 : rough < 5 ? 0.5 : 1);
}

function ends([min, max, interval]: Span) {
  return { min, max, interval };
}

function tidy(value: number): number {
  return Number(value.toPrecision(5));
}

function componentAxis(component: number, variance: number | null) {
  return {
    ...axisStyle,
    type: "value" as const,
    name: `component ${component}${variance === null ? "" : `, ${percent(variance)} of the variance`}`,
    nameLocation: "middle" as const,
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

function legend(labels: readonly number[]) {
  return {
    bottom: 2,
    data: labels.map((label) => `Cluster ${label}`),
    itemWidth: 10,
    itemHeight: 10,
    itemGap: 18,
    selectedMode: true,
    textStyle: { color: "@ink", fontSize: 11 },
  };
}

function points({ x, y, labels, outliers, stores }: ScatterData, drawn: readonly number[], label: number) {
  const color = clusterColor(label);
  const own = drawn.filter((place) => labels[place] === label);
  return {
    type: "scatter" as const,
    name: `Cluster ${label}`,
    symbol: "circle",
    symbolSize: 6,
    clip: false,
    itemStyle: { color, opacity: 0.7 },
    data: [...own.filter((place) => outliers[place] !== 1), ...own.filter((place) => outliers[place] === 1)].map((
      place,
    ) => ({
      name: `Store ${stores[place]}`,
      value: [tidy(x[place]!), tidy(y[place]!)],
      ...(outliers[place] === 1
        ? { symbolSize: 7, itemStyle: { color: "@surface", borderColor: color, borderWidth: 1.5, opacity: 1 } }
        : {}),
    })),
  };
}

function arrowLines(arrows: readonly PlacedArrow[]) {
  return {
    type: "scatter" as const,
    name: "loadings",
    silent: true,
    symbolSize: 0,
    data: [],
    markLine: {
      silent: true,
      animation: false,
      symbol: ["none", "arrow"] as [string, string],
      symbolSize: 8,
      lineStyle: { color: "@ink", type: "solid" as const, width: 1.2 },
      label: { show: false },
      data: arrows.map(({ x, y }) =>
        [{ coord: [0, 0] }, { coord: [x, y] }] as [{ coord: number[] }, { coord: number[] }]
      ),
    },
  };
}

function arrowNames(arrows: readonly PlacedArrow[]) {
  return {
    type: "scatter" as const,
    name: "loading names",
    z: 9,
    silent: true,
    symbolSize: 1,
    itemStyle: { color: "transparent" },
    data: arrows.map(({ x, y, text, side }) => ({
      value: [x, y],
      label: {
        show: true,
        formatter: text,
        position: side,
        distance: 5,
        color: "@ink",
        fontSize: 11,
        textBorderColor: "@surface",
        textBorderWidth: 3,
      },
    })),
  };
}

function centreMarks(centres: ScatterData["centres"]) {
  return {
    type: "scatter" as const,
    name: "centres",
    z: 10,
    silent: true,
    symbol: "circle",
    symbolSize: 20,
    data: centres.map(({ label, x, y }) => ({
      name: `Cluster ${label}`,
      value: [tidy(x), tidy(y)],
      itemStyle: { color: "@surface", borderColor: clusterColor(label), borderWidth: 2, opacity: 1 },
      label: { show: true, formatter: String(label), color: "@ink", fontSize: 11, fontWeight: "bold" as const },
    })),
  };
}
