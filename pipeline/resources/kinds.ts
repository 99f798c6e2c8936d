import { tableFiles } from "../../io/mod.ts";
import { quoteName } from "../../core/sql.ts";
import type { KindHandler } from "../engine/mod.ts";
import { session, type Table } from "./types.ts";

const resources = { session } as const;

/**
 * Tables as Parquet files. Once a table is stored, the run goes on with a view of the file: reading a category of it takes
 * as long as from memory, for the rows are in order, and the memory is free again.
 */
export const tableHandler: KindHandler<Table, typeof resources> = {
  kind: "table",
  resources,
  write: ({ relation, columns }, temporary, { resources, signal }) =>
    tableFiles(resources.session, { order: "kept" }).write({ relation, columns }, temporary, { signal }),
  read: ({ path }, { resources, signal, localName }) => tableFiles(resources.session).open(path, localName, { signal }),
  async adopt({ relation, rows }, { path }, { resources, signal }) {
    await resources.session.run(`DROP TABLE IF EXISTS ${quoteName(relation)}`, undefined, { signal });
    return { ...await tableFiles(resources.session).open(path, relation, { signal }), rows };
  },
};
