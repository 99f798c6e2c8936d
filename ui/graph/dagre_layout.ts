import dagre, { type EdgeLabel, type GraphLabel, type NodeLabel } from "@dagrejs/dagre";
import type { Layout, LayoutInput } from "./types.ts";

const groupId = (name: string) => `group\0${name}`;

/** Lays out a small graph with dagre; some hundred nodes take seconds. */
export function dagreLayout({ nodes, edges }: LayoutInput): Layout {
  const graph = new dagre.graphlib.Graph<GraphLabel, NodeLabel, EdgeLabel>({ compound: true });
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 56, edgesep: 8, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const groups = [...new Set(nodes.flatMap(({ group }) => group ?? []))];
  for (const name of groups) graph.setNode(groupId(name), { width: 0, height: 0 });
  for (const { id, width, height, group } of nodes) {
    graph.setNode(id, { width, height });
    if (group !== undefined) graph.setParent(id, groupId(group));
  }
  for (const { from, to } of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const box = (id: string) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id);
    return { x: round(x - width / 2), y: round(y - height / 2), width: round(width), height: round(height) };
  };
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: nodes.map(({ id }) => ({ id, ...box(id) })),
    groups: groups.map((name) => ({ name, ...box(groupId(name)) })),
    edges: edges.map(({ from, to }) => ({
      from,
      to,
      points: (graph.edge(from, to).points ?? []).map(({ x, y }) => [round(x), round(y)] as const),
    })),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
