import { compactSvg } from "./compact_svg.ts";

/** Size of a drawing in pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Draws options of ECharts as SVG. */
export interface ChartRenderer {
  /**
   * The whole `<svg>` element, without style sheet, script, names or references: the same option gives the same bytes.
   *
   * @param option Plain data with colours as CSS names them, `animation: false`
   */
  draw(option: object, size: ChartSize): string;
}

/** The few functions of ECharts that drawing takes. */
interface Charts {
  init(
    element: null,
    theme: null,
    options: ChartSize & { readonly renderer: "svg"; readonly ssr: true },
  ): { setOption(option: object): void; renderToSVGString(options: object): string; dispose(): void };
}

/** Loads ECharts, which takes about 0.1 s, and gives what draws with it. */
export async function loadChartRenderer(): Promise<ChartRenderer> {
  const charts = await import("echarts/dist/echarts.esm.min") as unknown as Charts;
  return {
    draw(option, { width, height }) {
      const chart = charts.init(null, null, { renderer: "svg", ssr: true, width, height });
      try {
        chart.setOption(option);
        return compactSvg(chart.renderToSVGString({ useViewBox: true }));
      } finally {
        chart.dispose();
      }
    },
  };
}
