import assert from "node:assert/strict";
import fc from "fast-check";
import { boxHeight, layoutGraph } from "./graph_layout.ts";

const layout = (deps: Readonly<Record<string, readonly string[]>>) =>
  layoutGraph(new Map(Object.entries(deps)), (name) => 10 * name.length);

Deno.test("layoutGraph: a box stands right of everything it needs, by the longest path", () => {
  const { boxes } = layout({ a: [], b: ["a"], c: ["a", "b"], d: [] });
  const x = new Map(boxes.map((box) => [box.name, box.x]));
  assert.equal(x.get("a"), x.get("d"));
  assert.ok(x.get("a")! < x.get("b")! && x.get("b")! < x.get("c")!);
});

Deno.test("layoutGraph: an edge over a level bends around the boxes there", () => {
  const { boxes, edges } = layout({ a: [], b: ["a"], c: ["a", "b"] });
  const b = boxes.find((box) => box.name === "b")!;
  const passing = edges.find((edge) => edge.from === "a" && edge.to === "c")!;
  const heights = [...passing.path.matchAll(/C\S+ \S+ \S+ \S+ (\S+) (\S+)H/g)].map((match) =>
    Number(match[2]?.split(/[CH]/)[0])
  );
  assert.equal(heights.length, 1);
  assert.ok(heights.every((y) => y < b.y || y > b.y + boxHeight), `${heights} is beside ${b.y}`);
});

Deno.test("layoutGraph: no boxes make an empty drawing, unknown names no edge, a wrong order an error", () => {
  assert.deepEqual(layout({}).boxes, []);
  assert.deepEqual(layout({ a: ["gone"] }).edges, []);
  assert.throws(() => layout({ a: ["b"], b: ["a"] }), TypeError);
});

Deno.test("layoutGraph: boxes of any graph do not overlap and lie inside the drawing", () => {
  const graphs = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 25 }).map((rows) =>
    new Map(rows.map((row, i) => [`n${i}`, i === 0 ? [] : [...new Set(row.map((value) => `n${value % i}`))]]))
  );
  fc.assert(fc.property(graphs, (deps) => {
    const { width, height, boxes, edges } = layoutGraph(deps, (name) => 20 + name.length);
    assert.equal(edges.length, [...deps.values()].flat().length);
    boxes.forEach((box, i) => {
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + boxHeight <= height);
      for (const other of boxes.slice(i + 1)) {
        const apart = Math.abs(box.y - other.y) >= boxHeight ||
          box.x + box.width <= other.x || other.x + other.width <= box.x;
        assert.ok(apart, `${box.name} and ${other.name} overlap`);
      }
    });
  }));
});
