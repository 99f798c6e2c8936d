import { type CheckOutcome, defineCheck, type Metadata } from "../../engine/mod.ts";
import { table } from "../../resources/types.ts";
import { reportSheets } from "./sheets.ts";

/** Relative difference that floating-point sums may have. */
const tolerance = 1e-9;

/** The sums of sales that a report goes through, from the lines read to the cells written. */
export interface ReportSums {
  /** Sales of the category in the clustered stores, as read. */
  readonly raw_sales: number;
  /** The same after each line was split over the need states of its item. */
  readonly shared_sales: number;
  /** The same joined with clusters and attributes. */
  readonly joined_sales: number;
  /** TOTAL_SALES_SUM of each sheet, by its name. */
  readonly sheets: Readonly<Record<string, number>>;
}

/** Splitting keeps the sales of the clustered stores. */
const sharedSum = sumCheck(
  "sum_shared",
  "Sales of the clustered stores, split over need states, add up to those read",
  ({ shared_sales, raw_sales }) => [["split over need states", shared_sales], ["as read", raw_sales]],
);

/** Joining with clusters and attributes neither loses nor multiplies sales. */
const joinedSum = sumCheck(
  "sum_joined",
  "Sales joined with clusters and attributes add up to those of the clustered stores",
  ({ joined_sales, shared_sales }) => [
    ["joined with clusters and attributes", joined_sales],
    ["split over need states", shared_sales],
  ],
);

/** The first sheet has all sales. */
const internalSum = sumCheck(
  "sum_grouped_internal",
  "The sheet Grouped Internal adds up to the sales of the clustered stores as read",
  ({ sheets, raw_sales }) => [["Grouped Internal", sheets["Grouped Internal"] ?? NaN], ["as read", raw_sales]],
);

/** Every other sheet has all sales, too. */
const sheetsSum = sumCheck(
  "sum_all_sheets",
  "Every sheet adds up to the same as Grouped Internal",
  ({ sheets }) => reportSheets.map(({ name }) => [name, sheets[name] ?? NaN]),
);

/** The four checks of the sums of a report. */
export const sumChecks = [sharedSum, joinedSum, internalSum, sheetsSum];

type NamedSum = readonly [name: string, sum: number];

function sumCheck(name: string, description: string, sumsOf: (sums: ReportSums) => readonly NamedSum[]) {
  return defineCheck(table, {
    name,
    description: `${description}, to 1e-9 relative`,
    severity: "error",
    run: ({ metadata }) => equalSums(sumsOf(reportSums(metadata))),
  });
}

/** Compares sums with the last of them. */
export function equalSums(sums: readonly NamedSum[]): CheckOutcome {
  const [expectedName, expected] = sums.at(-1)!;
  const difference = (sum: number) => sum === expected ? 0 : Math.abs(sum - expected) / Math.abs(expected || 1);
  const wrong = sums.filter(([, sum]) => !(difference(sum) <= tolerance));
  const [first] = wrong;
  return {
    passed: first === undefined,
    message: first === undefined
      ? `${expected.toFixed(2)} in all ${sums.length} sums`
      : `${first[1].toFixed(2)} ${first[0]}, but ${expected.toFixed(2)} ${expectedName}`,
    figures: {
      ...Object.fromEntries(sums),
      difference: Math.max(...sums.map(([, sum]) => difference(sum))),
      tolerance,
    },
  };
}

function reportSums(metadata: Metadata): ReportSums {
  // The asset that these checks belong to adds them.
  return metadata["sums"] as unknown as ReportSums;
}

/** Sales are those that the clusters were made of. */
export const salesAsClustered = defineCheck(table, {
  name: "sales_as_clustered",
  description: "The mapped sales of the clustered stores are those that the clusters were computed from",
  severity: "warn",
  run({ metadata }) {
    const { mapped, clustered } = metadata["since_clustering"] as {
      readonly mapped: number;
      readonly clustered: number;
    };
    const { passed, figures = {} } = equalSums([["now", mapped], ["when clustered", clustered]]);
    return {
      passed,
      message: passed
        ? "The sales are those that the clusters were computed from"
        : `Mapped sales are ${mapped.toFixed(2)} now, but were ${
          clustered.toFixed(2)
        } when the stores were clustered; ` +
          "run full_pipeline_job to bring both together",
      figures,
    };
  },
});

/** The configuration knows the category. */
export const categoryKnown = defineCheck(table, {
  name: "category_known",
  description: "job_params.category_names lists the category, or lists none",
  severity: "warn",
  run: ({ metadata, partition }) => {
    const passed = metadata["category_known"] === true;
    return {
      passed,
      message: passed
        ? `The category is called "${metadata["title"]}"`
        : `"${partition}" is not in job_params.category_names; the report calls it as the sales do, the upload refuses it`,
      ...(passed || partition === undefined ? {} : { samples: [{ category: partition }] }),
    };
  },
});
