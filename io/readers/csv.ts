import { z } from "zod";
import { locateFiles, pathConfig } from "./files.ts";
import { defineReader } from "./types.ts";

/** Delimited text. */
export const csvReader = defineReader({
  kind: "csv",
  summary: "Delimited text: comma, tab, semicolon or another character between cells.",
  config: z.strictObject({ path: pathConfig }),
  files: (config, context) => locateFiles(config.path, context),
  stage: () => Promise.reject(new TypeError("Cannot read CSV: not built yet")),
});
