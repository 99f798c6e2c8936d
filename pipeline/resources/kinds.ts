import { tableFiles } from "../../io/mod.ts";
import type { KindHandler } from "../engine/mod.ts";
import { session, type Table } from "./types.ts";

const resources = { session } as const;

/**
 * Tables as Parquet files. What the run goes on with after writing is a view of the file: the session's copy is dropped,
 * and its memory with it, unless it is the one that later steps read again and again.
 */
export const tableHandler: KindHandler<Table, typeof resources> = {
  kind: "table",
  resources,
  write: ({ relation, columns }, temporary, { resources, signal }) =>
    tableFiles(resources.session, { order: "kept" }).write({ relation, columns }, temporary, { signal }),
  read: ({ path }, { resources, signal, localName }) => tableFiles(resources.session).open(path, localName, { signal }),
  adopt: (value, { path }) => Promise.resolve({ ...value, file: path }),
};
