import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { inkOnSequential, sequentialSteps } from "./palette.ts";
import { scaleLegend } from "./heat_scale.ts";
import { countOf, grouped } from "./words.ts";

/** Stores of a pair of clusters. */
export interface MergeCell {
  readonly internal: number;
  readonly external: number;
  /** Stores with this pair. */
  readonly before: number;
  /** Stores after small pairs were given up. */
  readonly after: number;
}

/** Stores by internal and external cluster, before and after small pairs were given up. */
export interface MergeGridData {
  readonly cells: readonly MergeCell[];
  /** Fewest stores of a pair that stays. */
  readonly minimumSize: number;
  /** Stores that changed their pair. */
  readonly moved: number;
}

/** Internal x external clusters with their stores, and what became of them. */
export function mergeGridFigure({ cells, minimumSize, moved }: MergeGridData): Figure {
  const internal = ascending(cells.map((cell) => cell.internal));
  const external = ascending(cells.map((cell) => cell.external));
  const top = Math.max(1, ...cells.map(({ after }) => after));
  const step = Math.max(1, Math.ceil(top / sequentialSteps));
  const given = cells.filter(({ before, after }) => before > 0 && after === 0).length;
  return {
    name: "merge_grid",
    title: "Internal and external clusters together",
    caption: `Stores of each pair of clusters. ${
      moved === 0
        ? `No pair has fewer than ${countOf(minimumSize, "store")}.`
        : `${countOf(given, "pair")} of fewer than ${countOf(minimumSize, "store")} ${
          given === 1 ? "was" : "were"
        } given up: ${countOf(moved, "store")} moved. An arrow leads from the stores before to those after.`
    }`,
    description: [...cells].sort((a, b) => b.after - a.after).slice(0, 8)
      .map(({ internal, external, after }) => `${internal}_${external}: ${countOf(after, "store")}`).join(", "),
    width: figureWidth,
    height: 116 + 40 * internal.length,
    option: {
      ...baseOption,
      tooltip: { trigger: "item" },
      grid: { left: 40, right: 12, top: 46, bottom: 44, containLabel: true },
      xAxis: { ...clusterAxis("external cluster", external), position: "top", nameGap: 26 },
      yAxis: { ...clusterAxis("internal cluster", internal), inverse: true, nameGap: 30 },
      visualMap: { ...scaleLegend, pieces: pieces(step, top, given > 0), seriesIndex: 0, dimension: 2 },
      series: [{
        type: "heatmap",
        name: "stores",
        data: cells.map((cell) => drawn(cell, external.indexOf(cell.external), internal.indexOf(cell.internal), step)),
        itemStyle: { borderColor: "@surface", borderWidth: 2 },
      }],
    },
  };
}

function ascending(labels: readonly number[]): readonly number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}

function clusterAxis(name: string, labels: readonly number[]) {
  return {
    ...axisStyle,
    type: "category" as const,
    name,
    nameLocation: "middle" as const,
    data: labels.map(String),
    axisLabel: { color: "@ink", fontSize: 12, interval: 0 },
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
  };
}

/** Steps of equal width; those that no count reaches are left out. */
function pieces(step: number, top: number, given: boolean) {
  const steps = Math.min(sequentialSteps, Math.ceil(top / step));
  const none = { value: 0, label: "given up", color: "@faint" };
  return [
    ...(given ? [none] : []),
    ...Array.from({ length: steps }, (_, i) => {
      const [from, to] = [i * step + 1, (i + 1) * step];
      return { gte: from, lte: to, label: from === to ? String(from) : `${from} to ${to}`, color: `@sequential${i}` };
    }),
  ];
}

function drawn({ internal, external, before, after }: MergeCell, column: number, row: number, step: number) {
  const shade = Math.min(sequentialSteps - 1, Math.ceil(after / step) - 1);
  const text = before === after ? grouped(after) : `${grouped(before)} → ${grouped(after)}`;
  return {
    name: `${internal}_${external}`,
    value: [column, row, after],
    label: {
      show: true,
      formatter: text,
      color: after === 0 ? "@muted" : inkOnSequential(shade),
      fontSize: 12,
    },
  };
}
