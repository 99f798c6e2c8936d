import { quoteName } from "../../core/sql.ts";
import { defineCheck } from "../engine/mod.ts";
import { session, table } from "../resources/types.ts";
import { countOffending } from "./offending.ts";

/** Every store has one row. */
export const oneRowPerStore = defineCheck(table, {
  name: "unique_stores",
  description: "Each store has one row",
  severity: "error",
  resources: { session },
  async run({ value, resources, signal }) {
    const outcome = await countOffending(
      resources.session,
      `SELECT STORE_NBR, count(*) AS copies FROM ${quoteName(value.relation)} GROUP BY ALL HAVING count(*) > 1`,
      "stores with several rows",
      signal,
    );
    if (outcome.passed) return outcome;
    const remedy = "set job_params.remove_duplicates to true to keep the first row of each, or fix the files";
    return { ...outcome, message: `${outcome.message}; ${remedy}` };
  },
});
