import assert from "node:assert/strict";
import { dagreLayout } from "./dagre_layout.ts";
import { layoutInThread, mostForDagre, openLayouts } from "./layouts.ts";
import type { Box, Layout, LayoutInput } from "./types.ts";

function chain(count: number, perGroup: number): LayoutInput {
  const nodes = Array.from({ length: count }, (_, i) => ({
    ...{ id: `n${i}`, width: 100, height: 40 },
    group: `g${Math.floor(i / perGroup)}`,
  }));
  return { nodes, edges: nodes.slice(1).map(({ id }, i) => ({ from: `n${i}`, to: id })) };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function isInside(inner: Box, outer: Box): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width + 0.1 &&
    inner.y + inner.height <= outer.y + outer.height + 0.1;
}

function checkLayout(input: LayoutInput, { nodes, groups, edges, width, height }: Layout): void {
  const at = new Map(nodes.map((node) => [node.id, node]));
  assert.deepEqual([...at.keys()].sort(), input.nodes.map(({ id }) => id).sort());
  for (const [i, node] of nodes.entries()) {
    assert.ok(isInside(node, { x: 0, y: 0, width, height }), node.id);
    for (const other of nodes.slice(i + 1)) assert.ok(!overlap(node, other), `${node.id} lies on ${other.id}`);
  }
  for (const { id, group } of input.nodes) assert.ok(isInside(at.get(id)!, groups.find(({ name }) => name === group)!));
  for (const { from, to, points } of edges) {
    assert.ok(points.length >= 2);
    assert.ok(at.get(from)!.x < at.get(to)!.x, `${from} stands left of ${to}`);
  }
}

Deno.test("dagreLayout: nodes do not overlap, stand in the frames of their groups, and edges go to the right", () => {
  const input = chain(24, 6);
  checkLayout(input, dagreLayout(input));
});

Deno.test("layoutInThread: ELK keeps the same promises for large graphs", async () => {
  const input = chain(150, 30);
  checkLayout(input, await layoutInThread(input));
});

Deno.test("openLayouts: large graphs go to the other thread, and each graph is laid out once", async () => {
  let asked = 0;
  const empty: Layout = { width: 1, height: 1, nodes: [], groups: [], edges: [] };
  const layouts = openLayouts(() => Promise.resolve((asked++, empty)));
  const large = chain(mostForDagre + 1, 50);
  assert.equal(await layouts.of(large), await layouts.of(structuredClone(large)));
  assert.equal(asked, 1);
  assert.notEqual((await layouts.of(chain(5, 2))).nodes.length, 0);
  const failing = openLayouts(() => (asked++, Promise.reject(new Error("no"))));
  for (let time = 0; time < 2; time++) await assert.rejects(failing.of(large), /no/);
  assert.equal(asked, 3);
});

Deno.test("openLayouts: large graphs are laid out one after the other, also after one that cannot be", async () => {
  const empty: Layout = { width: 1, height: 1, nodes: [], groups: [], edges: [] };
  let [underWay, most, asked] = [0, 0, 0];
  const layouts = openLayouts(async () => {
    most = Math.max(most, ++underWay);
    asked += 1;
    const fails = asked === 2;
    await Promise.resolve();
    underWay -= 1;
    if (fails) throw new Error("no");
    return empty;
  });
  const found = await Promise.allSettled([1, 2, 3, 4].map((more) => layouts.of(chain(mostForDagre + more, 50))));
  assert.deepEqual(found.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  assert.deepEqual([most, asked], [1, 4]);
});
