import { Problem } from "../../infra/errors.ts";
import { temporaryName } from "../../infra/fs.ts";
import { nameColumns } from "../admit/header.ts";
import type { TableContract } from "../schema/mod.ts";
import { assertText, type CsvDialect, headBytes, likelyDelimiter, readHeader } from "./csv_head.ts";
import type { StageContext } from "./types.ts";

/** A delimited file that looks right from its beginning. */
export interface OpenedCsv {
  /** Where the user has it. */
  readonly path: string;
  /** Where DuckDB reads it: the same, or a copy in UTF-8. */
  readonly readPath: string;
  /** Trimmed column names. */
  readonly names: readonly string[];
  /** Removes the copy. */
  release(): Promise<void>;
}

/** What of the reader's configuration matters here. */
export interface CsvOpenOptions {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly columns?: readonly string[] | undefined;
  readonly encoding: "utf-8" | "utf-16" | "latin-1";
  readonly skip_rows: number;
  readonly comment?: string | undefined;
}

/** More columns than any table of this kind has; such a header is another format, or a file with its lines joined. */
const mostColumns = 5000;

/** The dialect that a reader's configuration describes. */
export function dialectOf(options: CsvOpenOptions): CsvDialect {
  return {
    delimiter: options.delimiter,
    quote: options.quote,
    skipRows: options.skip_rows,
    header: options.header,
    comment: options.comment,
  };
}

/**
 * Looks at a file's beginning before DuckDB reads it, so that what is wrong with the file as a whole is said in one
 * sentence; a file in another encoding is copied as UTF-8 first.
 *
 * @throws Problem of kind `data` with the file as place
 */
export async function openCsv(
  path: string,
  options: CsvOpenOptions,
  contract: TableContract | undefined,
  context: StageContext,
): Promise<OpenedCsv> {
  const copy = options.encoding === "utf-8" ? undefined : await recode(path, options.encoding, context);
  const release = () => copy === undefined ? Promise.resolve() : Deno.remove(copy).catch(() => undefined);
  try {
    const head = await readHead(copy ?? path, path);
    assertText(head, path);
    const names = options.header ? headerNames(head, path, options, contract) : options.columns ?? [];
    return { path, readPath: copy ?? path, names, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function headerNames(
  head: Uint8Array,
  path: string,
  options: CsvOpenOptions,
  contract: TableContract | undefined,
): readonly string[] {
  const dialect = dialectOf(options);
  const header = readHeader(head, dialect, path);
  const place = `${path}:${header.line}`;
  if (header.names.length > mostColumns) {
    throw new Problem("data", `Cannot read "${path}": its header has ${header.names.length} columns`, {
      place,
      remedy: `At most ${mostColumns} are read; check that the file has line ends, and the reader's delimiter.`,
    });
  }
  const other = likelyDelimiter(header.names.join(options.delimiter), options.delimiter);
  const wanted = contract?.columns.filter(({ optional }) => !optional) ?? [];
  if (other !== undefined && header.names.length < Math.max(2, wanted.length)) {
    throw new Problem("data", `Cannot read "${path}": its cells seem to be separated by ${JSON.stringify(other)}`, {
      place,
      remedy: `Set \`delimiter: ${JSON.stringify(other)}\` for this reader, or write the file with ${
        JSON.stringify(options.delimiter)
      }.`,
    });
  }
  return nameColumns(header.names.map((name) => ({ name, type: "VARCHAR" })), contract, place).map(({ name }) => name);
}

async function readHead(readPath: string, path: string): Promise<Uint8Array> {
  try {
    using file = await Deno.open(readPath, { read: true });
    const head = new Uint8Array(headBytes);
    let length = 0;
    while (length < head.length) {
      const n = await file.read(head.subarray(length));
      if (n === null) break;
      length += n;
    }
    return head.subarray(0, length);
  } catch (cause) {
    throw new Problem("data", `Cannot read "${path}": it cannot be opened`, {
      place: path,
      remedy: "Check the permissions of the file and its folders.",
      cause,
    });
  }
}

const labels = { "utf-16": "utf-16le", "latin-1": "windows-1252" } as const;

async function recode(path: string, encoding: keyof typeof labels, context: StageContext): Promise<string> {
  const copy = temporaryName(`${context.scratchDirectory}/recoded.csv`, crypto.randomUUID());
  await Deno.mkdir(context.scratchDirectory, { recursive: true });
  try {
    const source = await Deno.open(path, { read: true });
    const target = await Deno.open(copy, { write: true, createNew: true });
    await source.readable.pipeThrough(new TextDecoderStream(labels[encoding], { fatal: true }))
      .pipeThrough(new TextEncoderStream()).pipeTo(target.writable);
    return copy;
  } catch (cause) {
    await Deno.remove(copy).catch(() => undefined);
    throw new Problem("data", `Cannot read "${path}" as ${encoding}: it holds bytes that this encoding does not have`, {
      place: path,
      remedy: "Set the `encoding` that the file has.",
      cause,
    });
  }
}
