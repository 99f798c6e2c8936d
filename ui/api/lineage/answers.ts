import type { z } from "zod";
import { downstream, resolveSelection, upstream } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { openLayouts } from "../../graph/mod.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import type { Catalog } from "../assets/catalog.ts";
import { getLineage } from "./endpoints.ts";
import { groupHealths, lineageInput } from "./lineage_input.ts";

type Query = z.output<NonNullable<(typeof getLineage)["input"]["query"]>>;

/** Above so many assets groups are collapsed unless something else is asked for. */
const mostOpen = 40;

/** Answers about the graph of assets. */
export function lineageAnswers(readCatalog: () => Promise<Catalog>): readonly Answer[] {
  const layouts = openLayouts();
  return [
    answer(getLineage, async ({ query }, backend) => {
      const catalog = await readCatalog();
      const names = chosenNames(backend, query);
      const assets = names.flatMap((name) => catalog.get(name)?.answer ?? []);
      const allGroups = [...new Set(assets.map(({ group }) => group))];
      const collapsed = collapsedGroups(query.collapsed, allGroups, assets.length);
      const layout = await layouts.of(lineageInput(assets, new Set(collapsed)));
      return {
        ...layout,
        nodes: layout.nodes.map((node) => {
          const asset = catalog.get(node.id)?.answer;
          return asset === undefined ? { ...node, group: groupHealths(node.id, assets) } : { ...node, asset };
        }),
        ...{ shown: assets.length, total: catalog.size, allGroups, collapsed },
      };
    }),
  ];
}

function chosenNames({ project: { assets, graph } }: Backend, { selection = "", focus, up, down }: Query) {
  const selected = selection.trim() === "" ? graph.order : resolveSelection(selection, assets, graph);
  if (focus === undefined) return selected;
  found(assets.get(focus), "asset", focus);
  if (up === undefined && down === undefined) return selected;
  const near = new Set([focus, ...upstream(graph, [focus], up), ...downstream(graph, [focus], down)]);
  return selected.filter((name) => near.has(name));
}

function collapsedGroups(asked: string | undefined, all: readonly string[], assets: number): readonly string[] {
  if (asked === undefined) return assets > mostOpen ? all : [];
  if (asked === "*") return all;
  const names = new Set(asked.split(","));
  return all.filter((name) => names.has(name));
}
