import { didYouMean } from "../../infra/suggest.ts";
import type { Asset } from "./asset.ts";
import type { DefinitionErrors } from "./definition_errors.ts";
import { buildGraph } from "./graph.ts";
import type { Place } from "./place.ts";
import { recordHandler } from "./record_kind.ts";
import type { ResourceDefinition, ResourceMap } from "./resource.ts";
import type { KindHandler } from "./value_kind.ts";

/** Resource definitions by name. */
export function uniqueResources(
  definitions: readonly ResourceDefinition<unknown, ResourceMap>[],
  errors: DefinitionErrors,
): ReadonlyMap<string, ResourceDefinition<unknown, ResourceMap>> {
  const unique = new Map<string, ResourceDefinition<unknown, ResourceMap>>();
  for (const definition of definitions) {
    const { name } = definition.key;
    if (unique.has(name)) errors.add(`two resources are called "${name}"`);
    unique.set(name, definition);
  }
  return unique;
}

/** Kind handlers by name, the built-in ones included. */
export function uniqueKinds(
  handlers: readonly KindHandler[],
  errors: DefinitionErrors,
): ReadonlyMap<string, KindHandler> {
  const unique = new Map<string, KindHandler>([[recordHandler.kind, recordHandler]]);
  for (const handler of handlers) {
    if (unique.has(handler.kind)) errors.add(`two handlers are for the kind "${handler.kind}"`);
    unique.set(handler.kind, handler);
  }
  return unique;
}

/** Checks that every resource that somebody asks for is defined, and that none needs itself. */
export function checkResources(
  assets: ReadonlyMap<string, Asset>,
  resources: ReadonlyMap<string, ResourceDefinition<unknown, ResourceMap>>,
  kinds: ReadonlyMap<string, KindHandler>,
  errors: DefinitionErrors,
): void {
  const missing = new Map<string, { readonly who: string; readonly place: Place | undefined; others: number }>();
  const ask = (map: ResourceMap | undefined, who: string, place?: Place) => {
    for (const { name } of Object.values(map ?? {})) {
      if (resources.has(name)) continue;
      const first = missing.get(name);
      if (first === undefined) missing.set(name, { who, place, others: 0 });
      else first.others++;
    }
  };
  for (const asset of assets.values()) {
    ask(asset.resources, `asset "${asset.name}"`, asset.place);
    for (const check of asset.checks) ask(check.resources, `check "${check.name}" of "${asset.name}"`, asset.place);
  }
  for (const handler of kinds.values()) ask(handler.resources, `the handler of kind "${handler.kind}"`);
  for (const { key, needs } of resources.values()) ask(needs, `resource "${key.name}"`);
  for (const [name, { who, place, others }] of missing) {
    const more = others === 0 ? "" : ` (and ${others} more)`;
    errors.add(
      `${who}${more} needs resource "${name}", which is not defined${didYouMean(name, resources.keys())}`,
      place,
    );
  }
  checkNeeds(resources, errors);
}

function checkNeeds(
  resources: ReadonlyMap<string, ResourceDefinition<unknown, ResourceMap>>,
  errors: DefinitionErrors,
): void {
  const needs = [...resources].map(([name, { needs }]) =>
    [name, Object.values(needs ?? {}).map((key) => key.name)] as const
  );
  const result = buildGraph(new Map(needs));
  if (result.kind === "graph") return;
  for (const cycle of result.cycles) {
    const path = [...cycle, cycle[0]!].map((name) => `"${name}"`).join(" needs ");
    errors.add(`resources need each other: ${path}`);
  }
}
