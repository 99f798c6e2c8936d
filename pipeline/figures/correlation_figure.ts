import { axisStyle, baseOption, type Figure, figureWidth } from "./figure.ts";
import { divergingPieces, scaleLegend } from "./heat_scale.ts";
import { inkOnDiverging } from "./palette.ts";
import { distinctNames, labelRoom, sharedWords, shortened } from "./words.ts";

/** Correlations of features. */
export interface CorrelationData {
  readonly features: readonly string[];
  /** features x features: Pearson's r, -1 to 1; null where a feature is constant. */
  readonly correlations: readonly (readonly (number | null)[])[];
}

/** Options of {@link correlationFigure}. */
export interface CorrelationFigureOptions {
  /** Most features to draw: those with the strongest correlation to any other. @default 20 */
  readonly most?: number;
}

const borders = [-0.8, -0.5, -0.2, 0.2, 0.5, 0.8];
const labelledUpTo = 16;

/** Correlations of each pair of features, the lower triangle. */
export function correlationFigure(data: CorrelationData, options: CorrelationFigureOptions = {}): Figure {
  const { most = 20 } = options;
  const { features, correlations } = data;
  const shown = strongest(data, most);
  const side = Math.max(20, Math.min(38, Math.floor(420 / Math.max(1, shown.length))));
  const part = shown.length < features.length
    ? ` Drawn are the ${shown.length} of ${features.length} features with the strongest ones.`
    : "";
  const short = distinctNames(features);
  const across = shown.slice(0, -1).map((feature) => shortened(short.names[feature]!, 24));
  const down = shown.slice(1).map((feature) => shortened(short.names[feature]!, 30));
  const below = across.length > 5 ? Math.round(labelRoom(across) * 0.9) : 24;
  const cells = shown.slice(1).flatMap((feature, row) =>
    shown.slice(0, row + 1).map((other, column) => cell(data, [feature, other], [column, row], side))
  );
  return {
    name: "correlation",
    title: "Correlation of features",
    caption: `Pearson's r of each pair: 1 rises together, −1 one falls as the other rises, near 0 neither.${
      sharedWords(short.shared)
    }${part}`,
    description: strongestPairs(data, shown),
    width: figureWidth,
    height: 52 + below + side * Math.max(1, shown.length - 1),
    option: {
      ...baseOption,
      tooltip: { trigger: "item" },
      grid: { left: labelRoom(down), right: 24, top: 8, bottom: 44 + below },
      xAxis: {
        ...names(across),
        axisLabel: { color: "@ink", fontSize: 11, interval: 0, rotate: across.length > 5 ? 60 : 0 },
      },
      yAxis: { ...names(down), inverse: true },
      visualMap: { ...scaleLegend, pieces: divergingPieces(borders), seriesIndex: 0, dimension: 2 },
      series: [{ type: "heatmap", name: "r", data: cells, itemStyle: { borderColor: "@surface", borderWidth: 1 } }],
    },
  };

  function cell(_: CorrelationData, pair: readonly [number, number], place: readonly [number, number], width: number) {
    const [a, b] = pair;
    const r = correlations[a]![b] ?? null;
    const name = `${features[a]} and ${features[b]}`;
    if (r === null) return { name, value: [...place, "-"] };
    const step = borders.filter((border) => r >= border).length;
    return {
      name,
      value: [...place, Math.round(r * 1000) / 1000],
      label: {
        show: shown.length <= labelledUpTo && width >= 24,
        formatter: r.toFixed(2).replace("-", "−").replace("0.", "."),
        color: inkOnDiverging(step),
        fontSize: 10,
      },
    };
  }
}

function names(data: readonly string[]) {
  return {
    ...axisStyle,
    type: "category" as const,
    data: [...data],
    axisLabel: { color: "@ink", fontSize: 11, interval: 0 },
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
  };
}

function strongest({ features, correlations }: CorrelationData, most: number): readonly number[] {
  const strength = (a: number) =>
    Math.max(0, ...correlations[a]!.map((r, b) => b === a || r === null ? 0 : Math.abs(r)));
  const places = features.map((_, feature) => feature);
  if (places.length <= most) return places;
  return places.sort((a, b) => strength(b) - strength(a) || a - b).slice(0, most).sort((a, b) => a - b);
}

function strongestPairs({ features, correlations }: CorrelationData, shown: readonly number[]): string {
  const pairs = shown.flatMap((a, i) =>
    shown.slice(0, i).flatMap((b) => {
      const r = correlations[a]![b] ?? null;
      return r === null ? [] : [{ words: `${features[a]} and ${features[b]} ${r.toFixed(2)}`, strength: Math.abs(r) }];
    })
  );
  const top = pairs.sort((a, b) => b.strength - a.strength).slice(0, 5).map(({ words }) => words);
  return top.length === 0 ? "No pair of features" : `Strongest: ${top.join(", ")}`;
}
