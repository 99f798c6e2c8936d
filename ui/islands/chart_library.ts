import "./dom.ts";
import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridSimpleComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapPiecewiseComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { darkPalette, lightPalette, paint, type Palette } from "../../pipeline/figures/mod.ts";
import { showHints } from "./chart_hints.ts";

use([
  ...[BarChart, HeatmapChart, LineChart, ScatterChart],
  ...[GridSimpleComponent, MarkLineComponent, TitleComponent, VisualMapPiecewiseComponent, CanvasRenderer],
]);

/** A chart on the page. */
export type LiveChart = ReturnType<typeof init>;

/** What a chart is drawn from; asked for again when the theme changes. Colours are tokens. */
export type OptionOf = () => object;

/** Size of a chart in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether there is room for a chart that is laid out for `width` pixels; without it the drawing stays, which shrinks. */
export function hasRoom(element: HTMLElement, width: number): boolean {
  return element.clientWidth >= width - 24;
}

/** Puts a chart in the place of an element's content, in the colours of the theme, until `signal` ends it. */
export function showChart(element: HTMLElement, size: Size, optionOf: OptionOf, signal: AbortSignal): LiveChart {
  const place = document.createElement("div");
  place.className = "canvas";
  place.style.width = `${size.width}px`;
  place.style.height = `${size.height}px`;
  element.replaceChildren(place);
  const chart = init(place, null, { renderer: "canvas", ...size });
  redraw(chart, optionOf);
  onTheme(() => redraw(chart, optionOf), signal);
  showHints(chart, place);
  signal.addEventListener("abort", () => chart.dispose());
  return chart;
}

/** Draws a chart again after what its option is made of changed. */
export function redraw(chart: LiveChart, optionOf: OptionOf): void {
  const palette: Palette = isDark() ? darkPalette : lightPalette;
  const option = paint(optionOf(), palette) as Readonly<Record<string, unknown>>;
  chart.setOption(option, { replaceMerge: ["series", "visualMap"] });
}

function isDark(): boolean {
  const theme = document.documentElement.dataset["theme"];
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function onTheme(draw: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(draw);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => observer.disconnect());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw, { signal });
}

/** Resolves when the element is about to be seen. */
export function seen(element: HTMLElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      resolve();
    }, { rootMargin: "300px" });
    observer.observe(element);
    signal.addEventListener("abort", () => observer.disconnect());
  });
}
