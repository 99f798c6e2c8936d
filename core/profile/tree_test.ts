import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, type GoldenTable, readGolden } from "../../tests/golden/golden.ts";
import { createMatrix, type Matrix, matrixFromRows, pickRows } from "../matrix.ts";
import { createRng, shuffle } from "../rng.ts";
import { clusterRules } from "./cluster_rules.ts";
import { featureWords } from "./feature_words.ts";
import { describeRule, roundNumber, rulesOf } from "./rules.ts";
import { type DecisionTree, fitTree, predictTree, type TreeNode } from "./tree.ts";

interface GoldenNode {
  readonly feature: number | null;
  readonly threshold: number | null;
  readonly rows: number;
  readonly impurity: number;
  readonly label: number;
}

interface GoldenTrees {
  readonly trees: readonly {
    readonly name: string;
    readonly x: GoldenTable;
    readonly labels: readonly number[];
    readonly fits: readonly {
      readonly max_depth: number;
      readonly minimum_leaf: number;
      readonly nodes: readonly GoldenNode[];
      readonly accuracy: number;
      readonly predicted: readonly number[];
    }[];
  }[];
}

/** A tree's nodes from the root on, what is below a threshold first. */
function nodesOf(node: TreeNode): TreeNode[] {
  return node.kind === "leaf" ? [node] : [node, ...nodesOf(node.low), ...nodesOf(node.high)];
}

function impurity({ counts, rows }: TreeNode): number {
  return 1 - counts.reduce((sum, count) => sum + (count / rows) ** 2, 0);
}

Deno.test("fitTree: the trees of scikit-learn, node by node", () => {
  let compared = 0;
  for (const { name, x: { rows, columns, values }, labels, fits } of readGolden<GoldenTrees>("profile").trees) {
    const x = createMatrix(rows, columns, Float64Array.from(values));
    for (const golden of fits) {
      const what = `${name} ${golden.max_depth} ${golden.minimum_leaf}`;
      const tree = fitTree(x, labels, { maxDepth: golden.max_depth, minimumLeaf: golden.minimum_leaf });
      const found = nodesOf(tree.root);
      assert.equal(found.length, golden.nodes.length, what);
      found.forEach((node, i) => {
        const expected = golden.nodes[i]!;
        assert.deepEqual([node.rows, node.label], [expected.rows, expected.label], what);
        assert.equal(node.kind === "split" ? node.feature : null, expected.feature, what);
        if (node.kind === "split") assertClose([node.threshold], [expected.threshold!], { what });
        assertClose([impurity(node)], [expected.impurity], { what });
      });
      assertClose([tree.accuracy], [golden.accuracy], { what });
      assert.deepEqual([...predictTree(tree, x)], golden.predicted, what);
      compared++;
    }
  }
  assert.ok(compared >= 15, `${compared} trees`);
});

function random(seed: number, rows: number, columns: number, k: number): { x: Matrix; labels: number[] } {
  const rng = createRng(seed);
  const x = createMatrix(rows, columns);
  // Few different values, so that there are ties.
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.integer(8) / 4;
  return {
    x,
    labels: Array.from({ length: rows }, (_, i) => Math.min(k - 1, Math.round(x.data[i * columns]! * k / 2))),
  };
}

Deno.test("fitTree, rulesOf: order, doubling and names of labels change nothing; rules share out all rows (properties)", () => {
  const sizes = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 4 }));
  fc.assert(fc.property(sizes, ([seed, rows, columns]) => {
    const { x, labels } = random(seed, rows, columns, 3);
    const tree = fitTree(x, labels);
    const order = shuffle(createRng(seed), labels.map((_, i) => i));
    assert.deepEqual(fitTree(pickRows(x, order), order.map((i) => labels[i]!)), tree);
    const twice = fitTree(pickRows(x, [...order, ...order]), [...order, ...order].map((i) => labels[i]!));
    assert.deepEqual(
      rulesOf(twice).map(({ conditions }) => conditions),
      rulesOf(tree).map(({ conditions }) => conditions),
    );
    const renamed = fitTree(x, labels.map((label) => label + 5));
    assert.deepEqual([...predictTree(renamed, x)], Array.from(predictTree(tree, x), (label) => label + 5));
    const rules = rulesOf(tree);
    assert.equal(rules.reduce((sum, rule) => sum + rule.rows, 0), rows);
    for (const rule of rules) {
      const meets = Array.from({ length: rows }, (_, i) => i).filter((i) =>
        rule.conditions.every(({ feature, above, upTo }) => {
          const value = x.data[i * columns + feature]!;
          return (above === null || value > above) && (upTo === null || value <= upTo);
        })
      );
      const hits = meets.filter((i) => labels[i] === rule.label).length;
      assert.equal(meets.length, rule.rows);
      assertClose([rule.accuracy, rule.coverage], [hits / meets.length, meets.length / rows]);
      assertClose([rule.recall], [hits / labels.filter((label) => label === rule.label).length]);
    }
    const correct = predictTree(tree, x).filter((label, i) => label === labels[i]).length;
    assertClose([tree.accuracy], [correct / rows]);
  }));
});

Deno.test("fitTree: no leaf is smaller than asked for, and no path is longer", () => {
  const { x, labels } = random(7, 80, 3, 4);
  for (const [maxDepth, minimumLeaf] of [[0, 1], [1, 1], [2, 15], [3, 30], [5, 41]] as const) {
    const { root } = fitTree(x, labels, { maxDepth, minimumLeaf });
    const depth = (node: TreeNode): number =>
      node.kind === "leaf" ? 0 : 1 + Math.max(depth(node.low), depth(node.high));
    assert.ok(depth(root) <= maxDepth);
    assert.ok(nodesOf(root).every((node) => node.rows >= Math.min(minimumLeaf, 80)));
  }
});

Deno.test("rulesOf: conditions on one feature become one, questions without effect go", () => {
  const x = matrixFromRows([[1], [2], [3.14159], [4], [11.2], [12]]);
  const tree = fitTree(x, [0, 0, 1, 1, 0, 0]);
  const words = featureWords(["% Sales KIDS"]);
  assert.deepEqual(rulesOf(tree).map((rule) => [rule.label, describeRule(rule, words)]), [
    [0, "KIDS up to 2.6 %"],
    [0, "KIDS above 8 %"],
    [1, "KIDS above 2.6 %, up to 8 %"],
  ]);
});

Deno.test("rulesOf: a tree without a question says every store", () => {
  const tree = fitTree(matrixFromRows([[1], [1]]), [0, 1]);
  const [rule] = rulesOf(tree);
  assert.deepEqual([rule!.label, rule!.rows, rule!.accuracy, rule!.recall], [0, 2, 0.5, 1]);
  assert.equal(describeRule(rule!, featureWords(["a"])), "every store");
  assert.deepEqual([tree.accuracy, tree.baseline], [0.5, 0.5]);
});

Deno.test("describeRule: levels of texts are there or not", () => {
  const x = matrixFromRows([[1, 120], [1, 130], [0, 125], [0, 900]]);
  const words = featureWords(["area=urban", "parking_spaces_cnt"]);
  const rules = rulesOf(fitTree(x, [0, 0, 1, 2]));
  assert.deepEqual(rules.map((rule) => describeRule(rule, words)), [
    "area: urban",
    "not area: urban and parking spaces count up to 500",
    "not area: urban and parking spaces count above 500",
  ]);
});

Deno.test("roundNumber: the roundest number that parts two values", () => {
  const cases: readonly (readonly [below: number, above: number, expected: number])[] = [
    [31.9, 33.3, 32.6],
    [2, 3.14159, 2.6],
    [4, 11.2, 8],
    [125, 900, 500],
    [0, 1, 0],
    [3, 4, 3],
    [3, 5, 4],
    [-3, 3, 0],
    [0.123, 0.124, 0.1235],
    [-12.7, -12.1, -12.4],
    [1e9, 1e9 + 1, 1e9],
    [1, 1 + 2 ** -52, 1],
    [1e-300, 2e-300, 1.5e-300],
  ];
  for (const [below, above, expected] of cases) assert.equal(roundNumber(below, above), expected, `${below} ${above}`);
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), fc.double({ noNaN: true, min: 0 }), (a, d) => {
      const above = a + d;
      if (!(above > a) || !Number.isFinite(above)) return;
      const found = roundNumber(a, above);
      assert.ok(found >= a && found < above, `${a} ${above}: ${found}`);
    }),
  );
});

Deno.test("fitTree: one row, one column, a thousand columns, equal rows, bad values", () => {
  assert.equal(fitTree(matrixFromRows([[3]]), [4]).accuracy, 1);
  assert.equal(fitTree(createMatrix(2, 0), [0, 1]).root.kind, "leaf");
  const wide = createMatrix(6, 1000, Float64Array.from({ length: 6000 }, (_, at) => at % 1000 === 777 ? at : 1));
  const tree: DecisionTree = fitTree(wide, [0, 0, 0, 1, 1, 1]);
  assert.ok(tree.root.kind === "split" && tree.root.feature === 777);
  assert.throws(() => fitTree(createMatrix(0, 2), []), /Cannot fit a decision tree: there is no row/);
  assert.throws(() => fitTree(matrixFromRows([[NaN]]), [0], { names: { columns: ["AGE"], rows: [203] } }), {
    name: "DataError",
    message: 'Cannot fit a decision tree: column "AGE" of row 203 is NaN',
  });
  assert.throws(() => fitTree(matrixFromRows([[1]]), [0, 1]), RangeError);
  assert.throws(() => fitTree(matrixFromRows([[1]]), [0], { maxDepth: -1 }), RangeError);
  assert.throws(() => predictTree(tree, matrixFromRows([[1]])), /looks at column 777 of 1/);
  assert.deepEqual(JSON.parse(JSON.stringify(tree)), tree);
});

Deno.test("clusterRules: every cluster of eight has a rule, and its figures are those of the rows that meet it", () => {
  const rng = createRng(3);
  const x = createMatrix(160, 8);
  // Cluster c is high in feature c, so that one tree of three questions tells four of eight at most.
  const labels = Array.from({ length: 160 }, (_, i) => i % 8);
  for (let at = 0; at < x.data.length; at++) x.data[at] = rng.uniform() + (at % 8 === Math.floor(at / 8) % 8 ? 5 : 0);
  const { tree, rules } = clusterRules(x, labels);
  assert.ok(tree.accuracy < 0.6);
  for (let label = 0; label < 8; label++) {
    const best = rules.filter((rule) => rule.label === label).sort((a, b) => b.accuracy - a.accuracy)[0]!;
    assert.deepEqual([best.accuracy, best.recall, best.rows], [1, 1, 20]);
    const condition = best.conditions.find(({ feature }) => feature === label);
    assert.ok(condition!.above! > 1 && condition!.above! < 5);
  }
  assert.deepEqual(clusterRules(x, labels.map(() => 4)).rules.map(({ conditions }) => conditions), [[]]);
});
