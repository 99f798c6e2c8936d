import { tableFiles } from "../../io/mod.ts";
import type { KindHandler } from "../engine/mod.ts";
import { session, type Table } from "./types.ts";

const resources = { session } as const;

/** Tables as Parquet files; the run that made a table goes on with it in the session. */
export const tableHandler: KindHandler<Table, typeof resources> = {
  kind: "table",
  resources,
  write: ({ relation, columns }, temporary, { resources, signal }) =>
    tableFiles(resources.session, { order: "kept" }).write({ relation, columns }, temporary, { signal }),
  read: ({ path }, { resources, signal, localName }) => tableFiles(resources.session).open(path, localName, { signal }),
  adopt: (value, { path }) => Promise.resolve({ ...value, file: path }),
};
