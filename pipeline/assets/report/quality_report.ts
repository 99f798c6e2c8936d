import { basename } from "node:path/posix";
import { z } from "../../../infra/zod.ts";
import type { Metadata } from "../../engine/mod.ts";
import type { InputReport, QualityReport } from "../../report/mod.ts";
import type { StepFacts } from "../../resources/types.ts";

const readFacts = z.object({
  rows_in: z.number().catch(0),
  rejects: z.array(z.object({
    dataset: z.string(),
    rule: z.string(),
    rows: z.number(),
    samples: z.array(z.string()).catch([]),
  })).catch([]),
  sources: z.array(z.object({ dataset: z.string(), path: z.string() })).catch([]),
  rows_rejected: z.number().catch(0),
  warnings: z.array(z.string()).catch([]),
});

const salesFacts = z.object({
  unmapped_share: z.number().nullable().catch(null),
  lines_unmapped: z.number().nullable().catch(null),
  stores_without_sales: z.number().nullable().catch(null),
});

/** Assets that read inputs, with the asset that was made beside each. */
const reading: readonly (readonly [asset: string, beside: string])[] = [
  ["internal_raw_sales_data", "internal_sales_shares"],
  ["internal_product_category_mapping", "internal_sales_shares"],
  ["external_features_data", "preprocessed_external_data"],
];

/** What the steps that read inputs told about them; nothing about those that never ran. */
export async function qualityReport(facts: StepFacts): Promise<QualityReport> {
  const found: Metadata[] = [];
  for (const [asset, beside] of reading) {
    const metadata = await facts.metadata(asset, beside);
    if (metadata !== undefined) found.push(metadata);
  }
  const sales = salesFacts.parse(await facts.metadata("internal_sales_shares") ?? {});
  const reads = found.map((metadata) => readFacts.parse(metadata));
  return {
    inputs: reads.flatMap(inputsOf),
    unmappedShare: sales.unmapped_share,
    unmappedLines: sales.lines_unmapped,
    storesWithoutSales: sales.stores_without_sales,
    warnings: reads.flatMap(({ warnings }) => warnings),
  };
}

/** One report per dataset. Rows are known of all datasets of a step together: a step of several shows them as one. */
function inputsOf({ rows_in, rows_rejected, rejects, sources }: z.infer<typeof readFacts>): readonly InputReport[] {
  const datasets = [...new Set(sources.map(({ dataset }) => dataset))];
  if (datasets.length === 0) return [];
  return [{
    datasets,
    rows: rows_in,
    rejected: rows_rejected,
    files: sources.map(({ path }) => basename(path.replaceAll("\\", "/"))),
    rejects: rejects.map(({ dataset, rule, rows, samples }) => ({
      dataset,
      rule,
      rows,
      sample: samples[0] === undefined ? null : withoutFolder(samples[0]),
    })),
  }];
}

/** A sample is `file:line: text`; the folder says nothing to those who read the report. */
function withoutFolder(sample: string): string {
  const place = sample.match(/^(.*?:\d+: )/)?.[1] ?? "";
  return `${basename(place.replaceAll("\\", "/"))}${sample.slice(place.length)}`;
}
