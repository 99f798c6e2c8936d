import assert from "node:assert/strict";
import { join } from "node:path";
import { runCli, withProject } from "./helpers/cli.ts";

// Two groups of stores by two features: around (0, 0) and around (10, 10). The third column is never a feature.
const model = {
  kind: "store_model",
  format: 1,
  origin: { name: "DIET/NUTRITION", program: "clustering", seed: 42, rows: 20, outliers: 0 },
  preparation: {
    filter: {
      kind: "filter",
      kept: [{ name: "% Sales A", kind: "number" }, { name: "AREA", kind: "text" }],
      dropped: [],
    },
    imputer: {
      kind: "imputer",
      fills: [
        { kind: "number", name: "% Sales A", value: 4, missing: 0 },
        { kind: "text", name: "AREA", value: "urban", missing: 0 },
      ],
    },
    encoder: {
      kind: "encoder",
      encodings: [{ kind: "number", name: "% Sales A" }, { kind: "binary", name: "AREA", levels: ["rural", "urban"] }],
      names: ["% Sales A", "AREA"],
      skipped: [],
    },
    scaler: null,
    pca: null,
  },
  clusters: { centroids: [[0, 0], [10, 1]], labels: [3, 0], sizes: [10, 10], reach: [2, 2] },
};

const stores = [
  "STORE_NBR,AREA,% Sales A,CITY",
  "12,urban,9.0,Ulm",
  "2,rural,1.5,Bonn",
  "7,rural,40,Bonn",
  "9,,,Bonn",
];

Deno.test("assign: stores by a model file alone, in a project where nothing ever ran", (t) =>
  withProject(async (cwd) => {
    await Deno.writeTextFile(join(cwd, "diet.json"), JSON.stringify(model));
    await Deno.writeTextFile(join(cwd, "stores.csv"), `${stores.join("\n")}\n`);
    const assign = (...words: string[]) => runCli(["assign", "--model", "diet.json", ...words], { cwd });

    await t.step("cluster, distance, second, margin and the flag, by store", async () => {
      const { code, stdout, stderr } = await assign("--data", "stores.csv", "--json");
      assert.equal(code, 0, stderr);
      const { stores, unlike, filled, clusters, model } = JSON.parse(stdout);
      // By hand: store 2 is 1.5 from (0, 0) and √(8.5² + 1) from (10, 1); 7 is √(30² + 1) and 40 away; 9 is taken as (4, 1).
      const second = Math.hypot(8.5, 1);
      assert.deepEqual(stores, [
        { store: 2, cluster: 3, distance: 1.5, second_cluster: 0, margin: 1 - 1.5 / second, unlike: false },
        {
          store: 7,
          cluster: 0,
          distance: Math.hypot(30, 1),
          second_cluster: 3,
          margin: 1 - Math.sqrt(901 / 1600),
          unlike: true,
        },
        {
          store: 9,
          cluster: 3,
          distance: Math.sqrt(17),
          second_cluster: 0,
          margin: 1 - Math.sqrt(17 / 36),
          unlike: true,
        },
        { store: 12, cluster: 0, distance: 1, second_cluster: 3, margin: 1 - Math.sqrt(1 / 82), unlike: false },
      ]);
      assert.deepEqual([unlike, clusters, model.name], [2, { 0: 2, 3: 2 }, "DIET/NUTRITION"]);
      assert.deepEqual(filled, [{ name: "AREA", stores: 1 }, { name: "% Sales A", stores: 1 }]);
    });

    await t.step("as a table, with what is to be known on the error stream", async () => {
      const { code, stdout, stderr } = await assign("--data", "stores.csv");
      assert.equal(code, 0);
      assert.match(stdout, /4 stores by the model of DIET\/NUTRITION/);
      assert.match(stdout, /^ +7 +0 +30\.0167 +3 +0\.2496 +unlike$/m);
      assert.match(stderr, /gaps were filled as when the model was fitted: AREA \(1 store\), % Sales A \(1 store\)/);
      assert.match(stderr, /2 of 4 stores are unlike/);
    });

    await t.step("an algorithm without a rule for new stores is told", async () => {
      const clusters = { ...model.clusters, algorithm: "agglomerative", assignment: "nearest_centroid" };
      await Deno.writeTextFile(join(cwd, "ward.json"), JSON.stringify({ ...model, clusters }));
      const { code, stderr } = await runCli(["assign", "--model", "ward.json", "--data", "stores.csv"], { cwd });
      assert.equal(code, 0, stderr);
      assert.match(stderr, /agglomerative has no rule for new stores: each got the cluster with the nearest centre/);
    });

    await t.step("into a file of any format", async () => {
      for (
        const [words, file] of [[["--output", "o/x.csv"], "o/x.csv"], [
          ["--format", "jsonl"],
          "DIET_NUTRITION_assigned.jsonl",
        ]] as const
      ) {
        const { code, stderr } = await assign("--data", "stores.csv", ...words);
        assert.equal(code, 0, stderr);
        const text = await Deno.readTextFile(join(cwd, file));
        assert.equal(text.trim().split("\n").length, file.endsWith(".csv") ? 5 : 4);
        assert.match(text, /DIET\/NUTRITION/);
      }
    });

    await t.step("bad input is refused with what is wrong and what to do", async () => {
      const write = (name: string, ...lines: readonly string[]) =>
        Deno.writeTextFile(join(cwd, name), `${lines.join("\n")}\n`);
      await write("columns.csv", "STORE_NBR,AREA", "1,urban");
      await write("texts.csv", "STORE_NBR,AREA,% Sales A", "1,urban,much", "2,rural,5");
      await write("twins.csv", "STORE_NBR,AREA,% Sales A", "1,urban,1", "1,rural,5", "2,rural,5", "2,rural,6");
      await write("other.json", JSON.stringify({ ...model, format: 99 }));
      await write("broken.json", JSON.stringify({ ...model, clusters: { ...model.clusters, labels: [0] } }));
      await write("words.json", "no json");
      const cases = [
        [["--data", "columns.csv"], 5, /the column % Sales A is missing/],
        [["--data", "texts.csv"], 5, /1 of 2 rows .* put aside[^]*% Sales A: number[^]*--max-reject-ratio/],
        [["--data", "twins.csv"], 5, /store 1 has more than one row, and so has 1 other/],
        [["--data", "nothing.csv"], 5, /does not exist[^]*--data/],
        [["--data", "stores.doc"], 2, /its name does not tell the format/],
        [["--data", "stores.csv", "--category", "CANDY"], 2, /is the model of "DIET\/NUTRITION", not of "CANDY"/],
        [[], 2, /--data is missing/],
        [["--data", "stores.csv", "--model", "other.json"], 5, /its format is 99, but this program reads 1/],
        [["--data", "stores.csv", "--model", "broken.json"], 5, /"clusters\.labels" is wrong/],
        [["--data", "stores.csv", "--model", "words.json"], 5, /it is no JSON/],
        [["--data", "stores.csv", "--model", "none.json"], 2, /there is no such file/],
        [["--data", "stores.csv", "--model", "raw"], 2, /it has no _map\.json/],
        [["--data", "stores.csv", "--run", "last"], 2, /nothing has run|both --model and --run/],
      ] as const;
      for (const [words, expected, message] of cases) {
        const own = words.some((word) => word === "--model") ? [] : ["--model", "diet.json"];
        const { code, stderr, stdout } = await runCli(["assign", ...own, ...words], { cwd });
        assert.equal(code, expected, `${words.join(" ")}\n${stderr}`);
        assert.match(stderr, message, words.join(" "));
        assert.equal(stdout, "");
      }
    });

    await t.step("some bad rows may be put aside, and are told", async () => {
      const { code, stderr, stdout } = await assign("--data", "texts.csv", "--max-reject-ratio", "0.5", "--json");
      assert.equal(code, 0, stderr);
      const { stores, read } = JSON.parse(stdout);
      assert.deepEqual([stores.length, read.rows, read.rejected], [1, 2, 1]);
    });
  }));

Deno.test("assign: help shows examples and how to get the table", async () => {
  const { code, stdout } = await runCli(["assign", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /Examples:[^]*--data new_stores\.csv/);
  assert.match(stdout.replaceAll(/\s+/g, " "), /export last --asset internal_fe_raw_data --partition CATEGORY/);
});
