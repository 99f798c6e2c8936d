import { drawFigure } from "../figures/mod.ts";
import type { Charts } from "./types.ts";

/** Draws with ECharts, which is loaded with the first figure. */
export function openCharts(): Charts {
  let loading: Promise<{ draw(option: object, size: { width: number; height: number }): string }> | undefined;
  const load = async () => {
    const { loadChartRenderer } = await import("../../infra/charts/mod.ts");
    return await loadChartRenderer();
  };
  return {
    async draw(figure) {
      const renderer = await (loading ??= load());
      return drawFigure(figure, renderer.draw);
    },
  };
}
