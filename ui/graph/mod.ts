/**
 * Places for the nodes and edges of graphs.
 *
 * @module
 */
export { dagreLayout } from "./dagre_layout.ts";
export { type Layouts, mostForDagre, openLayouts } from "./layouts.ts";
export { type Box, groupHead, type Layout, type LayoutEdge, type LayoutInput, type LayoutNode } from "./types.ts";
