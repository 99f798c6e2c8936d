/**
 * Charts drawn without a browser.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadChartRenderer } from "./mod.ts";
 *
 * const renderer = await loadChartRenderer();
 * const option = {
 *   animation: false,
 *   xAxis: { type: "category", data: ["a", "b"] },
 *   yAxis: {},
 *   series: [{ type: "bar", data: [1, 2], color: "#123456" }],
 * };
 * const svg = renderer.draw(option, { width: 300, height: 200 });
 * assert.equal(svg.match(/fill="#123456"/g)?.length, 2);
 * ```
 *
 * @module
 */
export { type ChartRenderer, type ChartSize, loadChartRenderer } from "./renderer.ts";
