import { quoteName } from "../../core/sql.ts";
import { tableFiles } from "../../io/mod.ts";
import type { KindHandler } from "../engine/mod.ts";
import { type FigureSheet, parseSheet, sheetSvg } from "../figures/mod.ts";
import { session, type Table, type TableQuery } from "./types.ts";

const resources = { session } as const;

/**
 * Bytes of a file from which a table does not stay in the session: a job has many steps, and what they made would fill the
 * memory until the run ends.
 */
const largeFile = 100_000;

/** Tables as Parquet files. A run goes on with a small table of its session; what was large or a query it reads from the file. */
export const tableHandler: KindHandler<Table, typeof resources, Table | TableQuery> = {
  kind: "table",
  resources,
  write: (made, temporary, { resources, signal }) =>
    tableFiles(resources.session, { order: "kept" }).write(made, temporary, { signal }),
  read: ({ path, rows, columns }, { resources, signal, localName }) =>
    tableFiles(resources.session).open(path, localName, { rows, columns, signal }),
  async adopt(made, { path, bytes, rows, columns }, { resources: { session }, signal, localName }) {
    const open = (name: string) => tableFiles(session).open(path, name, { rows, columns, signal });
    if ("query" in made) {
      for (const { relation } of made.scratch ?? []) await session.run(`DROP TABLE ${quoteName(relation)}`);
      return await open(localName);
    }
    if (bytes < largeFile) return { ...made, file: path };
    await session.run(`DROP TABLE ${quoteName(made.relation)}`);
    return await open(made.relation);
  },
};

/** Figures as one SVG file that shows them all. */
export const figureHandler: KindHandler<FigureSheet> = {
  kind: "figure",
  async write(sheet, temporary) {
    await Deno.writeTextFile(temporary, sheetSvg(sheet));
    return {};
  },
  read: async ({ path }) => parseSheet(await Deno.readTextFile(path)),
};

/** Pages as HTML files. */
export const pageHandler: KindHandler<string> = {
  kind: "page",
  async write(html, temporary) {
    await Deno.writeTextFile(temporary, html);
    return {};
  },
  read: ({ path }) => Deno.readTextFile(path),
};
