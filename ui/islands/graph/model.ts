import type { z } from "zod";
import type { getLineage } from "../../api/lineage/endpoints.ts";

/** The graph as the API gives it. */
export type Lineage = z.output<typeof getLineage["output"]>;

/** A node of it. */
export type LineageNode = Lineage["nodes"][number];

/** What a node is called on its box. */
export function titleOf({ id, group }: LineageNode): string {
  return group === undefined ? id : group.name;
}

/** The second line of a node's box. */
export function noteOf({ asset, group }: LineageNode): string {
  if (group !== undefined) {
    return `${group.assets} ${group.assets === 1 ? "asset" : "assets"}, double click`;
  }
  if (asset === undefined) return "";
  if (asset.activity !== undefined) return asset.activity;
  const parts = [words[asset.health] ?? asset.health];
  if (asset.rows !== undefined) parts.push(`${asset.rows.toLocaleString("en-US")} rows`);
  return parts.join(" · ");
}

const words: Readonly<Record<string, string>> = { never: "never built", transient: "in passing" };

/** The state whose colour a node has. */
export function stateOf({ asset, group }: LineageNode): string {
  if (asset !== undefined) return asset.activity ?? asset.health;
  return healthOrder.find((health) => (group?.healths[health] ?? 0) > 0) ?? "healthy";
}

const healthOrder = ["failing", "warning", "partial", "never", "healthy", "transient"] as const;

/** The node at a place of the drawing. */
export function nodeAt(lineage: Lineage, x: number, y: number): LineageNode | undefined {
  return lineage.nodes.findLast((node) =>
    x >= node.x && x <= node.x + node.width && y >= node.y && y <= node.y + node.height
  );
}

/** The group whose name or upper edge is at a place: names stand above the frames. */
export function groupHeadAt(lineage: Lineage, x: number, y: number, head = 24): string | undefined {
  return lineage.groups.find((group) =>
    x >= group.x && x <= group.x + group.width && y >= group.y - head && y <= group.y + head
  )?.name;
}

/** Where the keyboard goes from a node: along an edge, or to the nearest one above or below. */
export function neighbour(lineage: Lineage, from: LineageNode, key: string): LineageNode | undefined {
  const [cx, cy] = centre(from);
  const others = lineage.nodes.filter(({ id }) => id !== from.id);
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const ids = new Set(
      lineage.edges.flatMap((edge) =>
        key === "ArrowLeft" ? (edge.to === from.id ? edge.from : []) : (edge.from === from.id ? edge.to : [])
      ),
    );
    return nearest(others.filter(({ id }) => ids.has(id)), cx, cy);
  }
  const down = key === "ArrowDown";
  return nearest(others.filter((node) => down ? centre(node)[1] > cy + 1 : centre(node)[1] < cy - 1), cx, cy, 3);
}

function nearest(nodes: readonly LineageNode[], x: number, y: number, across = 1): LineageNode | undefined {
  let best: LineageNode | undefined;
  let least = Infinity;
  for (const node of nodes) {
    const [cx, cy] = centre(node);
    const distance = across * Math.abs(cx - x) + Math.abs(cy - y);
    if (distance < least) [best, least] = [node, distance];
  }
  return best;
}

/** The middle of a node. */
export function centre({ x, y, width, height }: Pick<LineageNode, "x" | "y" | "width" | "height">): [number, number] {
  return [x + width / 2, y + height / 2];
}
