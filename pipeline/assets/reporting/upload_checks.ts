import { quoteName } from "../../../core/mod.ts";
import { defineCheck } from "../../engine/mod.ts";
import { session, table } from "../../resources/types.ts";
import { countOffending } from "../offending.ts";

/** There are not more rows than stores and categories allow. */
export const rowsWithinLimit = defineCheck(table, {
  name: "rows_within_stores_x_categories",
  description: "There are at most as many rows as stores times categories",
  severity: "error",
  run({ metadata }) {
    const [rows, stores, categories] = ["row_count", "store_count", "category_count"].map((name) =>
      Number(metadata[name])
    );
    const most = stores! * categories!;
    return {
      passed: rows! <= most,
      message: `${rows} rows of ${stores} stores in ${categories} categories`,
      figures: { rows: rows!, stores: stores!, categories: categories!, most },
    };
  },
});

/** Every cell has a value. */
export const noBlanks = defineCheck(table, {
  name: "no_blanks",
  description: "No cell is empty, and every label of a pair is a pair",
  severity: "error",
  resources: { session },
  run({ value, resources, signal }) {
    const empty = value.columns.map(({ name, type }) =>
      type === "VARCHAR" ? `coalesce(${quoteName(name)}, '') = ''` : `${quoteName(name)} IS NULL`
    );
    return countOffending(
      resources.session,
      `SELECT store_nbr, category FROM ${quoteName(value.relation)}
       WHERE ${
        empty.join(" OR ")
      } OR demand_cluster_labels <> internal_cluster_labels || '_' || external_cluster_labels`,
      "rows with an empty cell or a label that is no pair",
      signal,
    );
  },
});

/** Every category of the sales is in the upload. */
export const everyCategoryThere = defineCheck(table, {
  name: "every_category",
  description: "Every category of the sales is in the upload",
  severity: "warn",
  run({ metadata }) {
    const missing = metadata["missing_categories"] as readonly string[];
    return {
      passed: missing.length === 0,
      message: missing.length === 0
        ? "Every category is in the upload"
        : `The upload has no rows of ${
          missing.join(", ")
        }, which failed or were not merged; the table that was replaced ` +
          "may have had them",
      figures: { missing: missing.length },
      samples: missing.map((category) => ({ category })),
    };
  },
});
