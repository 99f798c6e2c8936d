import assert from "node:assert/strict";
import fc from "fast-check";
import { buildGraph, downstream, type Graph, levels, upstream } from "./graph.ts";

function graphOf(needs: Record<string, readonly string[]>): Graph {
  const result = buildGraph(new Map(Object.entries(needs)));
  assert.equal(result.kind, "graph");
  return result.kind === "graph" ? result.graph : assert.fail();
}

/** Random graphs without cycles: a node needs only nodes of lower number; names are shuffled numbers. */
const acyclic = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 40 }).chain((rows) =>
  fc.shuffledSubarray(rows.map((_, index) => index), { minLength: rows.length, maxLength: rows.length }).map(
    (names) => {
      const name = (index: number) => `n${names[index]}`;
      return new Map(rows.map((row, index) => [name(index), index === 0 ? [] : row.map((n) => name(n % index))]));
    },
  )
);

const diamond = { d: ["b", "c"], b: ["a"], c: ["a"], a: [], e: [] };

Deno.test("buildGraph: what is needed comes first, ties in the order of names", () => {
  assert.deepEqual(graphOf(diamond).order, ["a", "b", "c", "d", "e"]);
  assert.deepEqual(graphOf({ b: [], a: ["z"], z: [] }).order, ["b", "z", "a"]);
});

Deno.test("buildGraph: every name comes after all it needs, in any graph", () => {
  fc.assert(fc.property(acyclic, (needs) => {
    const result = buildGraph(needs);
    assert.equal(result.kind, "graph");
    if (result.kind !== "graph") return;
    const { order, position } = result.graph;
    assert.deepEqual([...order].sort(), [...needs.keys()].sort());
    for (const [name, targets] of needs) {
      for (const target of targets) assert.ok(position.get(target)! < position.get(name)!);
    }
  }));
});

Deno.test("buildGraph: the order does not depend on the order of the definitions", () => {
  fc.assert(fc.property(acyclic, (needs) => {
    const turned = new Map([...needs].reverse());
    const [a, b] = [buildGraph(needs), buildGraph(turned)];
    assert.ok(a.kind === "graph" && b.kind === "graph");
    if (a.kind === "graph" && b.kind === "graph") assert.deepEqual(a.graph.order, b.graph.order);
  }));
});

Deno.test("buildGraph: cycles are told as paths, each once, without what only hangs on them", () => {
  const needs = { a: ["b"], b: ["c"], c: ["a"], d: ["a"], e: ["e"], f: [] };
  assert.deepEqual(buildGraph(new Map(Object.entries(needs))), { kind: "cycles", cycles: [["a", "b", "c"], ["e"]] });
});

Deno.test("buildGraph: a graph with an edge that closes a circle is never ordered, and the cycle is one", () => {
  fc.assert(fc.property(acyclic, fc.nat(), fc.nat(), (needs, from, to) => {
    const names = [...needs.keys()];
    const [a, b] = [names[from % names.length]!, names[to % names.length]!];
    const result = buildGraph(new Map([...needs, [a, [...needs.get(a)!, b]], [b, [...needs.get(b)!, a]]]));
    assert.equal(result.kind, "cycles");
    if (result.kind !== "cycles") return;
    for (const cycle of result.cycles) {
      cycle.forEach((name, index) => {
        const next = cycle[(index + 1) % cycle.length]!;
        const edge = needs.get(name)!.includes(next) || (name === a && next === b) || (name === b && next === a);
        assert.ok(edge, `${name} does not need ${next}`);
      });
    }
  }));
});

Deno.test("levels: the longest way from what needs nothing", () => {
  assert.deepEqual(Object.fromEntries(levels(graphOf({ ...diamond, d: ["a", "b", "c"] }))), {
    a: 0,
    b: 1,
    c: 1,
    d: 2,
    e: 0,
  });
});

Deno.test("upstream and downstream: all, or as many steps as asked for", () => {
  const graph = graphOf({ a: [], b: ["a"], c: ["b"], d: ["c"] });
  assert.deepEqual([...upstream(graph, ["d"])].sort(), ["a", "b", "c"]);
  assert.deepEqual([...upstream(graph, ["d"], 2)].sort(), ["b", "c"]);
  assert.deepEqual([...downstream(graph, ["a"], 1)], ["b"]);
  assert.deepEqual([...downstream(graph, ["d"])], []);
});
