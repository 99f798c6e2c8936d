/**
 * Figures: pure functions from data to chart options of ECharts, with the words around them.
 *
 * Options are plain data without functions and name colours by token; {@link paint} puts a palette's colours in. The same
 * options are drawn to SVG by a run and by a page in the browser.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lightPalette, paint, sizesFigure } from "./mod.ts";
 *
 * const figure = sizesFigure([{ label: 0, stores: 30, outliers: 2 }, { label: 1, stores: 10, outliers: 0 }]);
 * assert.match(figure.caption, /^40 stores in 2 clusters/);
 * const option = paint(figure.option, lightPalette);
 * assert.deepEqual(JSON.parse(JSON.stringify(option)), option);
 * ```
 *
 * @module
 */
export { type ChartOption, type Figure, figureWidth } from "./figure.ts";
export { clusterColor, clusterColors, darkPalette, lightPalette, type Palette } from "./palette.ts";
export { darkRules, paint } from "./paint.ts";
export { type CorrelationData, correlationFigure, type CorrelationFigureOptions } from "./correlation_figure.ts";
export {
  type DendrogramData,
  dendrogramFigure,
  type DendrogramFigureOptions,
  type DendrogramLeaf,
  type Merge,
} from "./dendrogram_figure.ts";
export { type MergeCell, type MergeGridData, mergeGridFigure } from "./merge_grid_figure.ts";
export { type Movement, type MovementData, movementFigure } from "./movement_figure.ts";
export { type ProfileData, profileFigure, type ProfileFigureOptions } from "./profile_figure.ts";
export { type Loading, type ScatterData, scatterFigure, type ScatterFigureOptions } from "./scatter_figure.ts";
export { type ScoreCurve, type ScoresData, scoresFigure } from "./scores_figure.ts";
export {
  type SilhouetteCluster,
  type SilhouetteData,
  silhouetteFigure,
  type SilhouetteFigureOptions,
} from "./silhouette_figure.ts";
export { type ClusterSizes, sizesFigure } from "./sizes_figure.ts";
export { drawFigure, type DrawOption } from "./draw.ts";
export { type DrawnFigure, escaped, type FigureSheet, parseSheet, sheetSvg } from "./sheet.ts";
export { countOf, figureText, grouped, percent, shortened } from "./words.ts";
