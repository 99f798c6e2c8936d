import { loadChartRenderer } from "../../infra/charts/mod.ts";
import { clusterColor, drawFigure, type DrawnFigure, type Figure, lightPalette } from "../../pipeline/figures/mod.ts";
import { elementsOf, type MarkupElement } from "./markup.ts";

/** Draws a figure as a run does. */
export async function drawn(figure: Figure): Promise<DrawnFigure> {
  return drawFigure(figure, (await loadChartRenderer()).draw);
}

/** The elements of a figure as a run draws it. */
export async function elementsOfFigure(figure: Figure): Promise<readonly MarkupElement[]> {
  return elementsOf((await drawn(figure)).svg);
}

/** The light colour of a token, with or without `@`. */
export function lightOf(token: string): string {
  const color = lightPalette[token.replace("@", "")];
  if (color === undefined) throw new RangeError(`no token ${token}`);
  return color;
}

/** The light colour of a cluster. */
export function lightCluster(label: number): string {
  return lightOf(clusterColor(label));
}

/** The series of an option, loosely typed, to look at their data. */
// deno-lint-ignore no-explicit-any -- options of many kinds of series
export function seriesOf(figure: Figure): readonly any[] {
  const { series } = figure.option;
  return Array.isArray(series) ? series : [series];
}

/** The texts of a figure. */
export function textsOf(elements: readonly MarkupElement[]): readonly string[] {
  return elements.filter(({ name }) => name === "text").map(({ text }) => text);
}
