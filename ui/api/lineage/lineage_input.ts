import type { LayoutEdge, LayoutInput } from "../../graph/mod.ts";
import type { AssetAnswer, AssetHealth } from "../assets/schemas.ts";

const [letter, least, most] = [7.3, 110, 290];
const groupPrefix = "group:";

/** The graph of some assets, with collapsed groups as one node each. */
export function lineageInput(assets: readonly AssetAnswer[], collapsed: ReadonlySet<string>): LayoutInput {
  const nodeOf = new Map(assets.map(({ name, group }) => [name, collapsed.has(group) ? groupPrefix + group : name]));
  const nodes = assets.filter(({ group }) => !collapsed.has(group)).map(({ name, group }) => ({
    ...{ id: name, group, height: 44 },
    width: Math.round(Math.min(most, Math.max(least, name.length * letter + 34))),
  }));
  const closed = [...new Set(assets.map(({ group }) => group))].filter((group) => collapsed.has(group));
  return {
    nodes: [
      ...closed.map((group) => ({
        ...{ id: groupPrefix + group, height: 56 },
        width: Math.round(Math.min(most, Math.max(140, group.length * letter + 40))),
      })),
      ...nodes,
    ],
    edges: edgesOf(assets, nodeOf),
  };
}

function edgesOf(assets: readonly AssetAnswer[], nodeOf: ReadonlyMap<string, string>): readonly LayoutEdge[] {
  const edges = new Map<string, LayoutEdge>();
  for (const { name, deps } of assets) {
    for (const dep of deps) {
      const [from, to] = [nodeOf.get(dep), nodeOf.get(name)];
      if (from === undefined || to === undefined || from === to) continue;
      edges.set(`${from}\0${to}`, { from, to });
    }
  }
  return [...edges.values()];
}

/** A collapsed group by its node's id: how its assets stand. */
export function groupHealths(id: string, assets: readonly AssetAnswer[]) {
  const name = id.slice(groupPrefix.length);
  const own = assets.filter(({ group }) => group === name);
  const healths: Partial<Record<AssetHealth, number>> = {};
  for (const { health } of own) healths[health] = (healths[health] ?? 0) + 1;
  return { name, assets: own.length, healths };
}
