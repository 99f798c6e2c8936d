import { z } from "../../infra/zod.ts";
import { Problem } from "../../infra/errors.ts";
import type { CsvDialect } from "./csv_header.ts";
import { pathConfig } from "./files.ts";

const character = z.string().regex(/^[\t\x20-\x7e]$/, "must be one ASCII character, and no line end");

/** Keys of a `csv` reader. */
export const csvConfig = z.strictObject({
  path: pathConfig,
  delimiter: character.default(",").describe("Character between cells"),
  quote: z.union([character, z.literal("")]).default('"')
    .describe('Character around cells that hold delimiters or line ends, doubled inside them; "" for none'),
  header: z.boolean().default(true).describe("Whether the first line holds the column names"),
  columns: z.array(z.string().min(1)).min(1).optional().describe("Column names of a file without header"),
  null_values: z.array(z.string()).default(["", "NA", "N/A", "None", "null"]).describe(
    "Texts of cells that mean no value",
  ),
  encoding: z.enum(["utf-8", "utf-16", "latin-1"]).default("utf-8").describe("Encoding of the text"),
  skip_rows: z.int().min(0).default(0).describe("Lines before the header"),
  comment: character.optional().describe("Lines that start with this character are skipped"),
  decimal_separator: z.enum([".", ","]).default(".").describe("Character before the decimals of a number"),
});

/** Settled keys of a `csv` reader. */
export type CsvConfig = z.infer<typeof csvConfig>;

/**
 * The dialect that a reader's configuration describes.
 *
 * @param place where the reader is configured
 * @throws Problem of kind `configuration` for keys that contradict each other
 */
export function dialectOf(config: CsvConfig, place: string): CsvDialect {
  const { delimiter, quote, header, skip_rows, comment, columns } = config;
  if (header === (columns !== undefined)) {
    throw new Problem("configuration", "Cannot read CSV: `columns` go with `header: false`, and only with it", {
      place: `${place}.columns`,
      remedy: header ? "Remove `columns`, or set `header: false`." : "List the names of the columns.",
    });
  }
  if (new Set([delimiter, quote, comment]).size < 3) {
    throw new Problem("configuration", "Cannot read CSV: `delimiter`, `quote` and `comment` must differ", {
      place,
      remedy: "Set each to the character that the file uses for it.",
    });
  }
  return { delimiter, quote, header, skipRows: skip_rows, comment };
}
