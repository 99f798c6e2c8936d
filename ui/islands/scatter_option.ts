import { type Figure, figureText, type Loading, scatterFigure } from "../../pipeline/figures/mod.ts";

/** Every store of a category as the API gives them. */
export interface Points {
  readonly stores: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly labels: readonly number[];
  readonly outliers: readonly number[];
  readonly loadings: readonly Loading[];
  readonly variance: readonly [number | null, number | null];
}

/** A feature that points are coloured by. */
export interface Colouring {
  readonly label: string;
  readonly values: readonly number[];
}

const steps = 5;

/** The report's scatter with every store in it. */
export function scatterOf(points: Points): Figure {
  return scatterFigure({ ...points, centres: centresOf(points) }, { most: points.stores.length });
}

interface Series {
  readonly name: string;
  readonly data: readonly { readonly name?: string; readonly value: readonly number[]; readonly itemStyle?: object }[];
}

/** What of the chart a reader chose. */
export interface ScatterChoice {
  readonly colouring: Colouring | undefined;
  /** Names of the stores that stand out; all of them while none is selected. */
  readonly selected: ReadonlySet<string>;
}

/** The same chart with points coloured by a feature where one is chosen, and stores that are not selected paler. */
export function scatterOption({ option }: Figure, points: Points, { colouring, selected }: ScatterChoice): object {
  const { series, legend: _legend, tooltip: _tooltip, ...rest } = option as unknown as {
    readonly series: readonly Series[];
    readonly legend: object;
    readonly tooltip: object;
  };
  const clusters = new Set(points.labels).size;
  const others = series.slice(clusters);
  if (colouring === undefined) {
    return {
      ...rest,
      series: [...series.slice(0, clusters).map((one) => paler(one, selected)), ...others],
      visualMap: [],
    };
  }
  const { values, label } = colouring;
  const coloured = {
    type: "scatter",
    name: label,
    symbolSize: 6,
    clip: false,
    itemStyle: { opacity: 0.9 },
    data: points.stores.map((store, row) => ({
      name: `Store ${store}`,
      value: [points.x[row]!, points.y[row]!, values[row]!],
    })),
  };
  return {
    ...rest,
    series: [paler(coloured, selected), ...others],
    visualMap: [{
      type: "piecewise",
      seriesIndex: 0,
      dimension: 2,
      orient: "horizontal",
      left: "center",
      bottom: 2,
      itemWidth: 14,
      itemHeight: 10,
      textStyle: { color: "@ink", fontSize: 11 },
      pieces: piecesOf(values),
    }],
  };
}

function paler<One extends Series>(series: One, selected: ReadonlySet<string>): One {
  if (selected.size === 0) return series;
  const data = series.data.map((point) =>
    selected.has(point.name ?? "") ? point : { ...point, itemStyle: { ...point.itemStyle, opacity: 0.08 } }
  );
  return { ...series, data };
}

/** Steps that hold as many stores each, as far as equal values let them. */
export function piecesOf(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const borders = Array.from({ length: steps - 1 }, (_, i) => sorted[Math.floor((i + 1) * sorted.length / steps)]!);
  const different = [...new Set(borders)].filter((border) => border > sorted[0]!);
  return [undefined, ...different].map((from, i) => {
    const to = different[i];
    return {
      ...(from === undefined ? {} : { gte: from }),
      ...(to === undefined ? {} : { lt: to }),
      label: from === undefined
        ? to === undefined ? figureText(sorted[0] ?? 0) : `under ${figureText(to)}`
        : to === undefined
        ? `${figureText(from)} and more`
        : `${figureText(from)} to ${figureText(to)}`,
      // The palest step cannot be seen on the page.
      color: `@sequential${Math.min(steps, i + 1 + steps - different.length - 1)}`,
    };
  });
}

function centresOf({ x, y, labels }: Points) {
  const sums = new Map<number, { x: number; y: number; count: number }>();
  labels.forEach((label, row) => {
    const own = sums.get(label) ?? { x: 0, y: 0, count: 0 };
    sums.set(label, { x: own.x + x[row]!, y: own.y + y[row]!, count: own.count + 1 });
  });
  return [...sums].sort(([a], [b]) => a - b)
    .map(([label, { x, y, count }]) => ({ label, x: x / count, y: y / count }));
}
