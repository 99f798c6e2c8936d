import assert from "node:assert/strict";
import { drawn } from "../../tests/helpers/figures.ts";
import { elementsOf } from "../../tests/helpers/markup.ts";
import { sizesFigure } from "../figures/mod.ts";
import { type Report, reportHtml, type SideReport } from "./mod.ts";

const evil = `</style></svg><script>alert("x")</script>`;

async function side(): Promise<SideReport> {
  return {
    title: "Internal clusters",
    chosen: 2,
    rule: "davies_bouldin",
    reason: "k = 2 has the lowest Davies-Bouldin index, 0.5",
    scores: [
      {
        ...{ k: 2, smallest: 4, silhouette: 0.61, calinskiHarabasz: 1234, daviesBouldin: 0.5, inertia: 9.5 },
        ...{ gap: null, bic: 410.25, stability: null, ruledOut: null },
      },
      {
        k: 3,
        smallest: 1,
        silhouette: null,
        calinskiHarabasz: 900,
        daviesBouldin: null,
        inertia: 3,
        ...{ gap: null, bic: null, stability: null },
        ruledOut: "small cluster",
      },
    ],
    silhouette: 0.6123,
    outliers: 1,
    moved: 7,
    clusters: [{
      label: 0,
      name: `high ${evil}`,
      stores: 6,
      silhouette: 0.7,
      stability: 0.91,
      high: [{ feature: evil, index: 240.4 }, { feature: "flag", index: null }],
      low: [{ feature: "VALUE", index: 12 }],
      typical: [{ store: 101, value: 0.1 }],
      borderline: [{ store: 207, value: 0.034 }],
      rules: ["KIDS above 40 %"],
    }, {
      ...{ label: 1, name: null, stores: 4, silhouette: null, stability: null },
      ...{ high: [], low: [], typical: [], borderline: [], rules: [] },
    }],
    figures: [await drawn(sizesFigure([{ label: 0, name: evil, stores: 6, outliers: 1 }]))],
  };
}

async function report(): Promise<Report> {
  const merge = {
    minimumSize: 3,
    stores: 10,
    moved: 2,
    pairs: [{ pair: "0_0", before: 8, after: 10 }, { pair: "0_1", before: 2, after: 0 }],
    figures: [],
  };
  return {
    run: "1abc",
    job: "full_pipeline_job",
    startedAt: Date.UTC(2026, 0, 2, 3, 4),
    categories: [
      { category: evil, sides: [await side()], merge, workbook: "A & B.xlsx" },
      { category: "EMPTY", sides: [], merge: null, workbook: null },
    ],
    common: [{ ...await side(), title: "External clusters" }],
    quality: {
      inputs: [{
        datasets: ["ns_sales"],
        rows: 62794,
        rejected: 2,
        files: ["ns_sales.csv"],
        rejects: [{ dataset: "ns_sales", rule: "STORE_NBR: number", rows: 2, sample: `ns_sales.csv:3: ${evil}` }],
      }],
      unmappedShare: 0.0217,
      unmappedLines: 1495,
      storesWithoutSales: 0,
      warnings: [evil],
    },
  };
}

const empty = ["meta"];

Deno.test("reportHtml: the page is well-formed and stored texts stay texts", async () => {
  const html = reportHtml(await report());
  assert.doesNotMatch(html, /<script/i);
  const elements = elementsOf(html, empty);
  assert.ok(elements.some(({ name, text }) => name === "h2" && text === evil));
  assert.ok(elements.some(({ name, text }) => name === "li" && text === evil));
  assert.ok(elements.some(({ name, text }) => name === "dd" && text === `${evil} 240, flag`));
});

Deno.test("reportHtml: nothing is fetched and nothing runs", async () => {
  const html = reportHtml(await report());
  assert.doesNotMatch(html, /https?:|\/\/|@import|url\(|<link|<img|<iframe|\son\w+=/);
  const elements = elementsOf(html, empty);
  const links = elements.flatMap(({ attributes }) => [attributes["href"], attributes["src"]]).filter((one) => one);
  assert.deepEqual([...new Set(links)].filter((link) => !link!.startsWith("#")), ["A%20%26%20B.xlsx"]);
  const policy = elements.find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy");
  assert.match(policy?.attributes["content"] ?? "", /^default-src 'none'/);
});

Deno.test("reportHtml: every entry of the contents leads to a section", async () => {
  const elements = elementsOf(reportHtml(await report()), empty);
  const targets = elements.filter(({ name, attributes }) => name === "a" && attributes["href"]?.startsWith("#"))
    .map(({ attributes }) => attributes["href"]!.slice(1));
  const ids = elements.flatMap(({ attributes }) => attributes["id"] ?? []);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...new Set(targets)].sort(), ids.sort());
});

Deno.test("reportHtml: tells the choice, the scores, what moved and what was put aside", async () => {
  const elements = elementsOf(reportHtml(await report()), empty);
  const texts = elements.map(({ text }) => text.trim());
  for (
    const text of [
      "Chosen: 2 clusters, by the rule davies bouldin: k = 2 has the lowest Davies-Bouldin index, 0.5.",
      "0.612",
      "1,234",
      "small cluster",
      "given up",
      "62,794",
      "2.2 %",
      "STORE_NBR: number",
      "207 (margin 0.03)",
      "6 stores, 60 % · silhouette 0.700 · stability 0.91",
    ]
  ) assert.ok(texts.includes(text), text);
  const chosen = elements.filter(({ attributes }) => attributes["class"] === "chosen");
  assert.equal(chosen.length, 2, "one row of each table of scores");
});

Deno.test("reportHtml: light, dark as preferred, and light on paper", async () => {
  const html = reportHtml(await report());
  assert.match(html, /@media screen and \(prefers-color-scheme:dark\)\{:root\{/);
  assert.match(html, /@media print\{/);
});

Deno.test("reportHtml: the table of scores has columns for the gap, the BIC and the stability where there are any", async () => {
  const heads = elementsOf(reportHtml(await report())).filter(({ name }) => name === "th").map(({ text }) => text);
  assert.ok(heads.includes("BIC"));
  assert.ok(!heads.includes("Gap") && !heads.includes("Stability"));
});
