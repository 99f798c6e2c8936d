import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { clusterColor } from "./palette.ts";
import { countOf, grouped, labelRoom, percent, shortened } from "./words.ts";

/** How many stores a cluster has. */
export interface ClusterSizes {
  readonly label: number;
  /** @default "Cluster" with the label */
  readonly name?: string;
  /** Stores, outliers included. */
  readonly stores: number;
  /** Of these, stores that are not like the others. */
  readonly outliers: number;
}

/** Stores of each cluster; outliers are paler. */
export function sizesFigure(clusters: readonly ClusterSizes[]): Figure {
  const total = clusters.reduce((sum, { stores }) => sum + stores, 0);
  const outliers = clusters.reduce((sum, one) => sum + one.outliers, 0);
  const largest = Math.max(...clusters.map(({ stores }) => stores));
  const names = clusters.map(({ label, name = `Cluster ${label}` }) => shortened(name, 34));
  return {
    name: "sizes",
    title: "Stores in each cluster",
    caption: `${countOf(total, "store")} in ${countOf(clusters.length, "cluster")}.${
      outliers === 0 ? "" : ` The pale part are outliers, ${grouped(outliers)} in all.`
    }`,
    description: clusters.map(({ label, stores }) => `Cluster ${label}: ${countOf(stores, "store")}`).join(", "),
    width: figureWidth,
    height: 50 + 30 * clusters.length,
    option: {
      ...baseOption,
      grid: { left: labelRoom(names), right: 24, top: 8, bottom: 24 },
      xAxis: {
        ...axisStyle,
        type: "value",
        max: Math.max(1, Math.ceil(largest * 1.18)),
        minInterval: 1,
        axisLabel: { ...axisStyle.axisLabel, showMaxLabel: false },
      },
      yAxis: {
        ...axisStyle,
        type: "category",
        inverse: true,
        data: [...names],
        axisLabel: { color: "@ink", fontSize: 11, interval: 0 },
        axisTick: { show: false },
      },
      series: [
        bars(
          "fitted",
          clusters.map(({ label, stores, outliers }) => ({ label, value: stores - outliers, opacity: 1 })),
        ),
        {
          ...bars("outliers", clusters.map(({ label, outliers }) => ({ label, value: outliers, opacity: 0.45 }))),
          label: { show: true, position: "right", color: "@ink", fontSize: 11, opacity: 1 },
          data: clusters.map(({ label, stores, outliers }) => ({
            value: outliers,
            itemStyle: { color: clusterColor(label), opacity: 0.45 },
            label: { formatter: `${grouped(stores)} · ${percent(total === 0 ? 0 : stores / total)}` },
          })),
        },
      ],
    },
  };
}

function bars(name: string, values: readonly { label: number; value: number; opacity: number }[]) {
  return {
    type: "bar" as const,
    name,
    stack: "stores",
    barWidth: 18,
    data: values.map(({ label, value, opacity }) => ({ value, itemStyle: { color: clusterColor(label), opacity } })),
  };
}
