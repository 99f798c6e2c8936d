import { extname } from "node:path";
import { Problem } from "../infra/errors.ts";

const kinds: Readonly<Record<string, string>> = {
  ".csv": "csv",
  ".txt": "csv",
  ".tsv": "csv",
  ".parquet": "parquet",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".xlsx": "excel",
};

/**
 * The kind of reader for a data file, by the ending of its name.
 *
 * @param verb What the file is for, e.g. `validate`
 * @throws Problem of kind `usage` for another ending
 */
export function readerKindOf(verb: string, file: string): string {
  const kind = kinds[extname(file).toLowerCase()];
  if (kind !== undefined) return kind;
  throw new Problem("usage", `Cannot ${verb} "${file}": its name does not tell the format`, {
    remedy: `Give the file one of these endings: ${Object.keys(kinds).join(", ")}.`,
  });
}
