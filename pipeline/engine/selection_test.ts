import assert from "node:assert/strict";
import fc from "fast-check";
import { buildGraph, type Graph } from "./graph.ts";
import { resolveSelection, type Selectable } from "./selection.ts";

const needs: Record<string, string[]> = {
  raw: [],
  clean: ["raw"],
  model: ["clean"],
  report: ["model"],
  extra: ["raw"],
};
const groups: Record<string, string> = { raw: "in", clean: "in", model: "fit", report: "out-put", extra: "fit" };
const tags: Record<string, Record<string, string>> = { model: { kind: "slow", owner: "ann" }, extra: { kind: "fast" } };

const assets: ReadonlyMap<string, Selectable> = new Map(
  Object.keys(needs).map((name) => [name, { name, group: groups[name]!, tags: tags[name] ?? {} }]),
);

function graph(): Graph {
  const result = buildGraph(new Map(Object.entries(needs)));
  return result.kind === "graph" ? result.graph : assert.fail();
}

function select(text: string): string {
  return resolveSelection(text, assets, graph()).join(" ");
}

Deno.test("resolveSelection: names, groups, tags and everything, in the order of the graph", () => {
  assert.equal(select("report, clean"), "clean report");
  assert.equal(select("group:fit"), "extra model");
  assert.equal(select("group:out-put"), "report");
  assert.equal(select("tag:kind=slow"), "model");
  assert.equal(select("tag:kind"), "extra model");
  assert.equal(select("*"), "raw clean extra model report");
  assert.equal(select("  *  "), "raw clean extra model report");
});

Deno.test("resolveSelection: plus reaches up and down, a number says how far", () => {
  assert.equal(select("+model"), "raw clean model");
  assert.equal(select("1+model"), "clean model");
  assert.equal(select("clean+"), "clean model report");
  assert.equal(select("raw+1"), "raw clean extra");
  assert.equal(select("1+model+1"), "clean model report");
  assert.equal(select("+group:fit+"), "raw clean extra model report");
});

Deno.test("resolveSelection: union, difference, intersection and parentheses", () => {
  assert.equal(select("* - raw"), "clean extra model report");
  assert.equal(select("+report - group:in"), "model report");
  assert.equal(select("+report & group:in"), "raw clean");
  assert.equal(select("extra, +report & group:in"), "raw clean extra");
  assert.equal(select("* - (raw, report)"), "clean extra model");
  assert.equal(select("* - raw, raw"), "raw clean extra model report");
  assert.equal(select("(clean)+ & +report"), "clean model report");
});

Deno.test("resolveSelection: a star in a name stands for any letters", () => {
  assert.equal(select("r*"), "raw report");
  assert.equal(select("*e*l"), "model");
});

Deno.test("resolveSelection: errors tell the column and what was probably meant", () => {
  for (
    const [text, place, message] of [
      ["", "column 1", "it is empty (column 1)"],
      ["raw, modle", "column 6", 'no asset is called "modle"; did you mean "model"? (column 6)'],
      ["group:fti", "column 1", 'no asset is in group "fti"; did you mean "fit"? (column 1)'],
      ["tag:kind=slwo", "column 1", 'no asset has the tag "kind=slwo"; did you mean "kind=slow"? (column 1)'],
      ["raw -clean", "column 5", "a minus needs a blank on both sides (column 5)"],
      ["raw clean", "column 5", '"clean" is not expected here (column 5)'],
      ["raw,", "column 5", "it ends where a name is missing (column 5)"],
      ["(raw", "column 1", "this parenthesis is not closed (column 1)"],
      ["raw)", "column 4", '")" is not expected here (column 4)'],
      ["grp:in", "column 1", '"grp:" is unknown; there are group: and tag: (column 1)'],
      ["group:", "column 1", '"group:" has nothing after the colon (column 1)'],
      ["raw - raw", "column 1", "it selects nothing (column 1)"],
      ["z*", "column 1", 'no asset is called "z*" (column 1)'],
    ] as const
  ) {
    assert.throws(() => select(text), {
      name: "Problem",
      kind: "usage",
      place,
      message: `Cannot read the selection "${text}": ${message}`,
    });
  }
});

Deno.test("resolveSelection: any text gives a selection or a problem, nothing else", () => {
  const piece = fc.constantFrom(
    "raw",
    "model",
    "+",
    "2",
    "*",
    ",",
    " - ",
    "&",
    "(",
    ")",
    " ",
    "group:fit",
    "tag:kind",
    "-",
    ":",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
    try {
      assert.ok(select(pieces.join("")).length > 0);
    } catch (error) {
      assert.equal((error as Error).name, "Problem");
    }
  }));
});
