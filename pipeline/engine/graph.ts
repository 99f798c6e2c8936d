import { Heap } from "./heap.ts";

/** Who needs whom, by name. Edges lead from what is needed to what needs it. */
export interface Graph {
  /** Every name after all that it needs; ties in the order of names. */
  readonly order: readonly string[];
  /** Position of a name in {@link Graph.order}. */
  readonly position: ReadonlyMap<string, number>;
  /** What a name needs directly, sorted. */
  needs(name: string): readonly string[];
  /** What needs a name directly, sorted. */
  neededBy(name: string): readonly string[];
}

/** A graph, or the cycles that make an order impossible, each as a path whose last name needs its first. */
export type GraphResult =
  | { readonly kind: "graph"; readonly graph: Graph }
  | { readonly kind: "cycles"; readonly cycles: readonly (readonly string[])[] };

const none: readonly string[] = [];

/** Orders names by what they need. Names that are needed but have no entry are ignored. */
export function buildGraph(needs: ReadonlyMap<string, Iterable<string>>): GraphResult {
  const up = new Map<string, readonly string[]>();
  const down = new Map<string, string[]>();
  for (const name of [...needs.keys()].sort()) {
    const targets = [...new Set(needs.get(name))].filter((target) => needs.has(target)).sort();
    up.set(name, targets);
    for (const target of targets) {
      const list = down.get(target);
      if (list === undefined) down.set(target, [name]);
      else list.push(name);
    }
  }
  const order = sortByNeed(up, down);
  if (order.length < up.size) {
    const placed = new Set(order);
    return { kind: "cycles", cycles: findCycles(up, (name) => !placed.has(name)) };
  }
  const position = new Map(order.map((name, index) => [name, index]));
  const graph: Graph = {
    order,
    position,
    needs: (name) => up.get(name) ?? none,
    neededBy: (name) => down.get(name) ?? none,
  };
  return { kind: "graph", graph };
}

function sortByNeed(up: ReadonlyMap<string, readonly string[]>, down: ReadonlyMap<string, string[]>): string[] {
  const open = new Map<string, number>();
  const ready = new Heap<string>((a, b) => a < b);
  for (const [name, targets] of up) {
    open.set(name, targets.length);
    if (targets.length === 0) ready.push(name);
  }
  const order: string[] = [];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    order.push(name);
    for (const other of down.get(name) ?? none) {
      const left = open.get(other)! - 1;
      open.set(other, left);
      if (left === 0) ready.push(other);
    }
  }
  return order;
}

/**
 * One cycle through every name that is on some cycle with no name in common, found by walking from need to need among the
 * names that could not be ordered: a walk that meets itself is a cycle, its names are taken out, and the search goes on.
 */
function findCycles(up: ReadonlyMap<string, readonly string[]>, left: (name: string) => boolean): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of up.keys()) {
    if (!left(start) || done.has(start)) continue;
    const path = [start];
    const at = new Map([[start, 0]]);
    while (path.length > 0) {
      const name = path[path.length - 1]!;
      const next = up.get(name)!.find((target) => left(target) && !done.has(target));
      if (next === undefined) {
        done.add(name);
        at.delete(name);
        path.pop();
        continue;
      }
      const met = at.get(next);
      if (met === undefined) {
        at.set(next, path.length);
        path.push(next);
        continue;
      }
      const cycle = path.splice(met);
      for (const member of cycle) {
        done.add(member);
        at.delete(member);
      }
      cycles.push(fromSmallest(cycle));
    }
  }
  return cycles;
}

function fromSmallest(cycle: readonly string[]): string[] {
  const smallest = cycle.reduce((best, name, index) => name < cycle[best]! ? index : best, 0);
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}

/** How many steps of need lie between a name and the farthest name without needs: 0 for those. */
export function levels(graph: Graph): ReadonlyMap<string, number> {
  const level = new Map<string, number>();
  for (const name of graph.order) {
    level.set(name, graph.needs(name).reduce((deepest, target) => Math.max(deepest, level.get(target)! + 1), 0));
  }
  return level;
}

/** All that `names` need within `depth` steps, without the names themselves unless one needs another. @param depth default no limit */
export function upstream(graph: Graph, names: Iterable<string>, depth = Infinity): ReadonlySet<string> {
  return reach(names, depth, graph.needs);
}

/** All that needs one of `names` within `depth` steps. @param depth default no limit */
export function downstream(graph: Graph, names: Iterable<string>, depth = Infinity): ReadonlySet<string> {
  return reach(names, depth, graph.neededBy);
}

function reach(names: Iterable<string>, depth: number, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  let border = [...names];
  for (let step = 0; step < depth && border.length > 0; step++) {
    const beyond: string[] = [];
    for (const name of border) {
      for (const other of next(name)) {
        if (found.has(other)) continue;
        found.add(other);
        beyond.push(other);
      }
    }
    border = beyond;
  }
  return found;
}
