import { quoteName } from "../../core/sql.ts";
import { defineCheck } from "../engine/mod.ts";
import { session, table } from "../resources/types.ts";
import { countOffending } from "./offending.ts";

/** The table has rows. */
export const hasRows = defineCheck(table, {
  name: "has_rows",
  description: "The table has at least one row",
  severity: "error",
  run: ({ value }) => ({
    passed: value.rows > 0,
    message: value.rows > 0 ? `${value.rows} rows` : "The table is empty",
    figures: { rows: value.rows },
  }),
});

/** Each store is there once. */
export const hasStoresOnce = defineCheck(table, {
  name: "unique_stores",
  description: "Each store has one row",
  severity: "error",
  resources: { session },
  run: ({ value, resources, signal }) =>
    countOffending(
      resources.session,
      `SELECT STORE_NBR, count(*) AS copies FROM ${quoteName(value.relation)} GROUP BY ALL HAVING count(*) > 1`,
      "stores with more than one row",
      signal,
    ),
});
