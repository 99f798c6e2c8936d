import { quoteName } from "../../core/sql.ts";
import { defineCheck } from "../engine/mod.ts";
import { session, table } from "../resources/types.ts";
import { countOffending } from "./offending.ts";

/** Percentages add up to 100, but for what rounding each of them to 2 decimals can add. */
export const percentagesSumTo100 = defineCheck(table, {
  name: "percentages_sum_to_100",
  description: "The percentages of each store add up to 100, within 0.005 per column of rounding",
  severity: "error",
  resources: { session },
  run: ({ value, resources, signal }) => {
    const needStates = value.columns.filter(({ name }) => name !== "STORE_NBR").map(({ name }) => quoteName(name));
    const total = needStates.length === 0 ? "0" : needStates.join(" + ");
    return countOffending(
      resources.session,
      `SELECT * FROM (SELECT STORE_NBR, ${total} AS total FROM ${quoteName(value.relation)})
       WHERE (abs(total - 100) <= ${0.005 * needStates.length + 1e-9}) IS NOT TRUE`,
      "stores whose percentages do not add up to 100",
      signal,
    );
  },
});
