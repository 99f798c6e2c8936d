import assert from "node:assert/strict";
import type { Metadata } from "../../engine/mod.ts";
import { qualityReport } from "./quality_report.ts";

function facts(known: Readonly<Record<string, Metadata>>) {
  return {
    metadata: (asset: string, beside?: string) =>
      Promise.resolve(known[beside === undefined ? asset : `${asset}|${beside}`]),
    close: () => Promise.resolve(),
  };
}

Deno.test("qualityReport: inputs, what was put aside and why, and the unmapped share", async () => {
  const found = await qualityReport(facts({
    "internal_raw_sales_data|internal_sales_shares": {
      rows_in: 10,
      rows_rejected: 3,
      rejects: [{ dataset: "ns_sales", rule: "parse", rows: 3, samples: ["C:\\raw\\s.csv:7: a/b:9: x"] }],
      sources: [{ dataset: "ns_sales", path: "/raw/s.csv", bytes: 1, modified: "" }],
      warnings: ["ns_sales: odd"],
    },
    "internal_sales_shares": { unmapped_share: 0.25, lines_unmapped: 4, stores_without_sales: 2 },
  }));
  assert.deepEqual(found, {
    inputs: [{
      datasets: ["ns_sales"],
      rows: 10,
      rejected: 3,
      files: ["s.csv"],
      rejects: [{ dataset: "ns_sales", rule: "parse", rows: 3, sample: "s.csv:7: a/b:9: x" }],
    }],
    unmappedShare: 0.25,
    unmappedLines: 4,
    storesWithoutSales: 2,
    warnings: ["ns_sales: odd"],
  });
});

Deno.test("qualityReport: where nothing is known, nothing is claimed", async () => {
  assert.deepEqual(await qualityReport(facts({})), {
    inputs: [],
    unmappedShare: null,
    unmappedLines: null,
    storesWithoutSales: null,
    warnings: [],
  });
});
