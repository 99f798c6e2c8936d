import { tableFiles } from "../../io/mod.ts";
import type { KindHandler } from "../engine/mod.ts";
import { type FigureSheet, parseSheet, sheetSvg } from "../figures/mod.ts";
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
