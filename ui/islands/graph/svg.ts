import type { Colours } from "./colours.ts";
import { type Lineage, noteOf, stateOf, titleOf } from "./model.ts";

/** A graph as a picture of its own, with the colours of the theme. */
export function lineageSvg(lineage: Lineage, colours: Colours): string {
  const { width, height, nodes, groups, edges } = lineage;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="${colours.page}"/>`,
    ...groups.map(({ name, ...box }) =>
      `<g>${rectangle(box, 8, colours.panel, colours.line)}<text x="${box.x + 10}" y="${box.y + 16}" ` +
      `font-family="system-ui, sans-serif" font-size="13" font-weight="600" fill="${colours.quiet}">${
        escaped(name)
      }</text></g>`
    ),
    ...edges.map(({ points }) => `<path d="${edgePath(points)}" fill="none" stroke="${colours.edge}"/>`),
    ...nodes.map((node) => {
      const colour = colours.states[stateOf(node)] ?? colours.quiet;
      return `<g>${rectangle(node, 6, colours.page, colour)}<text x="${node.x + 12}" y="${node.y + 19}" ` +
        `font-family="ui-monospace, monospace" font-size="12.5" fill="${colours.text}">${
          escaped(titleOf(node))
        }</text>` +
        `<text x="${node.x + 12}" y="${node.y + 36}" font-family="system-ui, sans-serif" font-size="12" ` +
        `fill="${colours.quiet}">${escaped(noteOf(node))}</text></g>`;
    }),
    "</svg>",
  ];
  return parts.join("\n");
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function rectangle({ x, y, width, height }: Rectangle, radius: number, fill: string, stroke: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}

/** An edge as SVG path data. */
export function edgePath(points: Lineage["edges"][number]["points"]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let [x, y] = first;
  const parts = [`M${x} ${y}`];
  for (const [nx, ny] of rest) {
    const half = Math.round((x + nx) * 5) / 10;
    parts.push(`C${half} ${y} ${half} ${ny} ${nx} ${ny}`);
    [x, y] = [nx, ny];
  }
  return parts.join("");
}

/** A text as it may stand in SVG. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
