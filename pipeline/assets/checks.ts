import { defineCheck } from "../engine/mod.ts";
import { session, table } from "../resources/types.ts";
import { quoteName } from "../../core/sql.ts";

/** Every store has one row. */
export const oneRowPerStore = defineCheck(table, {
  name: "one_row_per_store",
  description: "STORE_NBR is unique",
  severity: "error",
  resources: { session },
  async run({ value, resources, signal }) {
    const repeated = await resources.session.rows<{ store: number; rows: number }>(
      `SELECT STORE_NBR AS store, count(*) AS rows FROM ${quoteName(value.relation)}
       GROUP BY STORE_NBR HAVING count(*) > 1 ORDER BY rows DESC, store`,
      undefined,
      { signal },
    );
    const first = repeated[0];
    return {
      passed: first === undefined,
      message: first === undefined
        ? `${value.rows} stores, each once`
        : `${repeated.length} stores have several rows, such as store ${first.store} with ${first.rows}; ` +
          "set job_params.remove_duplicates to true to keep the first of each, or mend the files",
      figures: { stores_repeated: repeated.length },
      samples: repeated.slice(0, 5).map((row) => ({ ...row })),
    };
  },
});

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
