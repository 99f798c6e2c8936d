import { defineCheck } from "../engine/mod.ts";
import { table } from "../resources/types.ts";

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
