import type { EChartsOption } from "echarts";

/** What ECharts draws; plain data without functions, colours as tokens of {@link Palette}. */
export type ChartOption = EChartsOption;

/** One chart with the words around it. Plain data: it survives JSON. */
export interface Figure {
  /** Short name, safe as an identifier and file name, such as `silhouette`. */
  readonly name: string;
  readonly title: string;
  /** What is drawn and how to read it, in one to three sentences. */
  readonly caption: string;
  /** What the chart shows, in words, for those who do not see it. */
  readonly description: string;
  /** Size that the option is laid out for, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly option: ChartOption;
}

/** Width of every figure, in pixels, so that they stand well below each other. */
export const figureWidth = 720;

/** Settings that every chart shares. */
export const baseOption = {
  animation: false,
  backgroundColor: "transparent",
  textStyle: { fontFamily: "system-ui, sans-serif", fontSize: 12, color: "@ink" },
} as const satisfies ChartOption;

/** An axis in the colours of the palette. */
export const axisStyle = {
  axisLine: { lineStyle: { color: "@line" } },
  axisTick: { lineStyle: { color: "@line" } },
  axisLabel: { color: "@muted", fontSize: 11 },
  nameTextStyle: { color: "@muted", fontSize: 11 },
  splitLine: { lineStyle: { color: "@grid" } },
} as const;
