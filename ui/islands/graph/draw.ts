import "../dom.ts";
import type { Colours } from "./colours.ts";
import { type Lineage, type LineageNode, noteOf, stateOf, titleOf } from "./model.ts";
import type { Viewport } from "./viewport.ts";

/** What is drawn, and how it is marked. */
export interface Scene {
  readonly lineage: Lineage;
  readonly colours: Colours;
  /** The node that is looked at. */
  readonly chosen: string | undefined;
  /** Nodes that stand out, the others are pale; undefined for all alike. */
  readonly near: ReadonlySet<string> | undefined;
  /** From 0 to 1 and again, for what runs. */
  readonly pulse: number;
}

/** Below this scale letters are too small to be read and are left out. */
const readable = 0.42;
/** Below this scale a curve and a line look alike. */
const curved = 0.2;

/** Draws what is seen of a graph; `ratio` is pixels of the screen by pixels of the page. */
export function drawScene(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: Viewport,
  window: { readonly width: number; readonly height: number; readonly ratio: number },
): void {
  const { width, height, ratio } = window;
  const { lineage, colours } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.page;
  context.fillRect(0, 0, width, height);
  context.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);
  const seen = {
    left: -view.x / view.scale,
    top: -view.y / view.scale,
    right: (width - view.x) / view.scale,
    bottom: (height - view.y) / view.scale,
  };
  const isSeen = (box: { x: number; y: number; width: number; height: number }) =>
    box.x < seen.right && box.x + box.width > seen.left && box.y < seen.bottom && box.y + box.height > seen.top;
  for (const group of lineage.groups) if (isSeen(group)) drawGroup(context, group, scene, view.scale);
  drawEdges(context, scene, view.scale, seen);
  for (const node of lineage.nodes) if (isSeen(node)) drawNode(context, node, scene, view.scale);
}

function drawGroup(
  context: CanvasRenderingContext2D,
  group: Lineage["groups"][number],
  { colours }: Scene,
  scale: number,
): void {
  context.fillStyle = colours.panel;
  context.strokeStyle = colours.line;
  context.lineWidth = 1 / Math.min(1, scale);
  context.beginPath();
  context.roundRect(group.x, group.y, group.width, group.height, 8);
  context.fill();
  context.stroke();
  // Above the frame, where no node stands; a name keeps a readable size on the screen as long as it is not longer than its frame.
  const size = Math.min(13 / Math.min(1, scale), 60);
  context.font = `600 ${size}px system-ui, sans-serif`;
  if (context.measureText(group.name).width > group.width && scale < readable) return;
  context.fillStyle = colours.quiet;
  context.fillText(group.name, group.x + 2, group.y - size / 3, group.width);
}

function drawEdges(
  context: CanvasRenderingContext2D,
  { lineage, colours, near, chosen }: Scene,
  scale: number,
  seen: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
): void {
  const marked: Lineage["edges"][number][] = [];
  context.strokeStyle = colours.edge;
  context.globalAlpha = near === undefined ? 0.75 : 0.18;
  context.lineWidth = 1.2 / Math.max(0.4, Math.min(1, scale));
  context.beginPath();
  const bounds = boundsOf(lineage);
  const trace = scale < curved ? traceLine : traceEdge;
  for (const [i, edge] of lineage.edges.entries()) {
    if (bounds[4 * i]! > seen.right || bounds[4 * i + 1]! < seen.left) continue;
    if (bounds[4 * i + 2]! > seen.bottom || bounds[4 * i + 3]! < seen.top) continue;
    if (near !== undefined && near.has(edge.from) && near.has(edge.to)) marked.push(edge);
    else trace(context, edge.points);
  }
  context.stroke();
  context.globalAlpha = 1;
  if (marked.length === 0) return;
  context.strokeStyle = chosen === undefined ? colours.edge : colours.accent;
  context.lineWidth *= 1.5;
  context.beginPath();
  for (const edge of marked) trace(context, edge.points);
  context.stroke();
}

const known = new WeakMap<Lineage, Float64Array>();

/** For each edge its least and greatest x, then y: asked for in every frame, found once. */
function boundsOf(lineage: Lineage): Float64Array {
  const found = known.get(lineage);
  if (found !== undefined) return found;
  const bounds = new Float64Array(4 * lineage.edges.length);
  for (const [i, { points }] of lineage.edges.entries()) {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    bounds.set([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)], 4 * i);
  }
  known.set(lineage, bounds);
  return bounds;
}

function traceLine(context: CanvasRenderingContext2D, points: Lineage["edges"][number]["points"]): void {
  for (const [i, [x, y]] of points.entries()) {
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

function traceEdge(context: CanvasRenderingContext2D, points: Lineage["edges"][number]["points"]): void {
  const [first, ...rest] = points;
  if (first === undefined) return;
  context.moveTo(first[0], first[1]);
  let [x, y] = first;
  for (const [nx, ny] of rest) {
    const half = (x + nx) / 2;
    context.bezierCurveTo(half, y, half, ny, nx, ny);
    [x, y] = [nx, ny];
  }
}

function drawNode(context: CanvasRenderingContext2D, node: LineageNode, scene: Scene, scale: number): void {
  const { colours, near, chosen, pulse } = scene;
  const state = stateOf(node);
  const colour = colours.states[state] ?? colours.quiet;
  context.globalAlpha = near === undefined || near.has(node.id) ? 1 : 0.25;
  context.fillStyle = colours.page;
  context.strokeStyle = node.id === chosen ? colours.accent : colour;
  const width = node.id === chosen ? 3 : state === "running" ? 1.5 + 2.5 * pulse : 1.5;
  context.lineWidth = width / Math.max(0.4, Math.min(1, scale));
  context.setLineDash(state === "never" || state === "transient" ? [5, 4] : []);
  context.beginPath();
  context.roundRect(node.x, node.y, node.width, node.height, 6);
  context.fill();
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour;
  if (scale < readable) {
    context.fillRect(node.x + 4, node.y + 4, node.width - 8, node.height - 8);
    context.globalAlpha = 1;
    return;
  }
  context.fillRect(node.x, node.y + 8, 4, node.height - 16);
  context.fillStyle = colours.text;
  context.font = "500 12.5px ui-monospace, 'DejaVu Sans Mono', Menlo, monospace";
  context.fillText(titleOf(node), node.x + 12, node.y + 19, node.width - 20);
  context.fillStyle = colours.quiet;
  context.font = "12px system-ui, sans-serif";
  context.fillText(noteOf(node), node.x + 12, node.y + 36, node.width - 20);
  context.globalAlpha = 1;
}
