import type { TitleComponentOption } from "echarts";
import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { figureText } from "./words.ts";

/** One score for each number of clusters. */
export interface ScoreCurve {
  readonly name: string;
  /** Which way is better; absent where neither is by itself. */
  readonly better?: "higher" | "lower";
  /** One value per k; null where the score is not defined. */
  readonly values: readonly (number | null)[];
}

/** Scores of every number of clusters that was tried. */
export interface ScoresData {
  readonly ks: readonly number[];
  readonly chosen: number;
  readonly curves: readonly ScoreCurve[];
  /** Name of the curve that decided; absent when several did. */
  readonly decisive?: string;
  /** The reason for the choice in words. */
  readonly reason: string;
}

const perRow = 2;
const left = 62;
const gap = 70;
const panelHeight = 120;
const rowHeight = 192;

/** Scores against the number of clusters, one panel for each score, with the choice marked. */
export function scoresFigure(data: ScoresData): Figure {
  const curves = data.curves.filter(({ values }) => values.some((value) => value !== null));
  const rows = Math.ceil(curves.length / perRow);
  const width = (figureWidth - left - gap - 24) / perRow;
  const at = (panel: number) => ({
    left: left + (panel % perRow) * (width + gap),
    top: 46 + Math.floor(panel / perRow) * rowHeight,
  });
  return {
    name: "scores",
    title: "Scores against the number of clusters",
    caption: `The dashed line marks the choice: ${data.reason}.`,
    description: curves.map(({ name, values }) => `${name}: ${described(data.ks, values)}`).join(". "),
    width: figureWidth,
    height: Math.max(1, rows) * rowHeight + 6,
    option: {
      ...baseOption,
      tooltip: { trigger: "axis" },
      title: curves.flatMap((curve, panel) => [
        panelTitle(curve.name === data.decisive ? `${curve.name}, which decides` : curve.name, {
          left: at(panel).left - 8,
          top: at(panel).top - 42,
          textStyle: { fontSize: 13, fontWeight: curve.name === data.decisive ? "bold" : "normal", color: "@ink" },
        }),
        ...(curve.better === undefined ? [] : [panelTitle(`${curve.better} is better`, {
          left: at(panel).left + width,
          top: at(panel).top - 40,
          textAlign: "right",
          textStyle: { fontSize: 11, fontWeight: "normal", color: "@muted" },
        })]),
      ]),
      grid: curves.map((_, panel) => ({ ...at(panel), width, height: panelHeight })),
      xAxis: curves.map((_, panel) => ({
        ...axisStyle,
        type: "category",
        gridIndex: panel,
        data: data.ks.map(String),
        splitLine: { show: false },
        axisTick: { show: false },
      })),
      yAxis: curves.map((_, panel) => ({
        ...axisStyle,
        type: "value",
        gridIndex: panel,
        scale: true,
        splitNumber: 3,
        axisLine: { show: false },
        axisTick: { show: false },
      })),
      series: curves.map((curve, panel) => ({
        type: "line",
        name: curve.name,
        xAxisIndex: panel,
        yAxisIndex: panel,
        clip: false,
        showAllSymbol: true,
        symbol: "circle",
        symbolSize: 6,
        lineStyle: { color: "@cluster0", width: 2 },
        itemStyle: { color: "@cluster0" },
        data: data.ks.map((k, i) => ({
          value: curve.values[i] ?? "-",
          ...(k === data.chosen ? { symbolSize: 11, itemStyle: { color: "@accent" } } : {}),
        })),
        markLine: choiceLine(data),
      })),
    },
  };
}

function panelTitle(text: string, place: TitleComponentOption): TitleComponentOption {
  return { text, padding: 5, ...place };
}

function choiceLine({ ks, chosen }: ScoresData) {
  return {
    silent: true,
    symbol: "none",
    animation: false,
    lineStyle: { color: "@accent", type: "dashed" as const, width: 1.5 },
    label: { formatter: `k = ${chosen}`, color: "@accent", fontSize: 11, fontWeight: "bold" as const },
    data: ks.includes(chosen) ? [{ xAxis: String(chosen) }] : [],
  };
}

function described(ks: readonly number[], values: readonly (number | null)[]): string {
  return ks.flatMap((k, i) => typeof values[i] === "number" ? [`k ${k} ${figureText(values[i])}`] : []).join(", ");
}
