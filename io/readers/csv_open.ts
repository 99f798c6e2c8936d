import { Problem } from "../../infra/errors.ts";
import { temporaryName } from "../../infra/fs.ts";
import { cleanName, nameColumns } from "../admit/header.ts";
import type { TableContract } from "../schema/mod.ts";
import { assertText, headBytes, likelyDelimiter, readHead, refusal, utf16Order } from "./csv_head.ts";
import { type CsvDialect, type CsvLayout, readLayout } from "./csv_header.ts";
import type { StageContext } from "./types.ts";

/** A delimited file that looks right from its beginning. */
export interface OpenedCsv {
  /** Where the user has it. */
  readonly path: string;
  /** Where it is read: the same, or a copy in UTF-8 or a copy of its rows. */
  readonly readPath: string;
  /** Trimmed column names. */
  readonly names: readonly string[];
  readonly dialect: CsvDialect;
  readonly layout: CsvLayout;
  /** Whether it must be parsed from start to end, because rows with line ends inside mislead a parser that starts amid it. */
  readonly inOrder: boolean;
  /** The line at `path` that a line at `readPath` was. */
  readonly lineOf: (line: number) => number;
  /** Removes the copy. */
  release(): Promise<void>;
}

/** What of the reader's configuration matters here. */
export interface CsvOpenOptions {
  readonly dialect: CsvDialect;
  /** Names of a file without header. */
  readonly columns?: readonly string[] | undefined;
  readonly encoding: "utf-8" | "utf-16" | "latin-1";
}

/** More columns than any table of this kind has; such a header is another format, or a file with its lines joined. */
const mostColumns = 5000;

/**
 * Looks at a file's beginning before DuckDB reads it, so that what is wrong with the file as a whole is said in one
 * sentence; a file in another encoding is copied as UTF-8 first.
 *
 * @throws Problem of kind `data` with the file as place
 */
export async function openCsv(
  path: string,
  { dialect, columns = [], encoding }: CsvOpenOptions,
  contract: TableContract | undefined,
  context: StageContext,
): Promise<OpenedCsv> {
  const copy = encoding === "utf-8" ? undefined : await recode(path, encoding, context);
  const release = () => copy === undefined ? Promise.resolve() : Deno.remove(copy).catch(() => undefined);
  try {
    const head = await readHead(copy ?? path);
    assertText(head, path);
    const layout = readLayout(head, dialect, path, head.length < headBytes);
    const names = dialect.header ? headerNames(layout, path, dialect, contract) : columns;
    return { path, readPath: copy ?? path, names, dialect, layout, inOrder: false, lineOf: (line) => line, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function headerNames(
  { names, headerLine }: CsvLayout,
  path: string,
  { delimiter }: CsvDialect,
  contract: TableContract | undefined,
): readonly string[] {
  const place = `${path}:${headerLine}`;
  if (names.length > mostColumns) {
    throw refusal(
      path,
      place,
      `its header has ${names.length} columns`,
      `At most ${mostColumns} are read; check that the file has line ends, and the reader's delimiter.`,
    );
  }
  const other = likelyDelimiter(names.join(delimiter), delimiter);
  const wanted = contract?.columns.filter(({ optional }) => !optional).map(({ name }) => name) ?? [];
  const found = new Set(names.map(cleanName));
  if (other !== undefined && (names.length === 1 || (wanted.length > 0 && !wanted.some((name) => found.has(name))))) {
    const [theirs, ours] = [JSON.stringify(other), JSON.stringify(delimiter)];
    throw refusal(
      path,
      place,
      `its cells seem to be separated by ${theirs}`,
      `Set \`delimiter: ${theirs}\` for this reader, or write the file with ${ours}.`,
    );
  }
  const columns = names.map((name) => ({ name, type: "VARCHAR" }));
  return nameColumns(columns, contract, path, place).map(({ name }) => name);
}

async function recode(path: string, encoding: "utf-16" | "latin-1", context: StageContext): Promise<string> {
  const label = encoding === "latin-1" ? "windows-1252" : utf16Label(await readHead(path, 4096), path);
  const copy = temporaryName(`${context.scratchDirectory}/recoded.csv`);
  await Deno.mkdir(context.scratchDirectory, { recursive: true });
  try {
    const source = await Deno.open(path, { read: true });
    const target = await Deno.open(copy, { write: true, createNew: true });
    await source.readable.pipeThrough(new TextDecoderStream(label, { fatal: true }))
      .pipeThrough(new TextEncoderStream())
      .pipeTo(target.writable, context.options.signal === undefined ? {} : { signal: context.options.signal });
    return copy;
  } catch (cause) {
    await Deno.remove(copy).catch(() => undefined);
    context.options.signal?.throwIfAborted();
    if (!(cause instanceof TypeError)) throw cause;
    throw new Problem("data", `Cannot read "${path}" as ${encoding}: it holds bytes that this encoding does not have`, {
      place: path,
      remedy: "Set the `encoding` that the file has.",
      cause,
    });
  }
}

function utf16Label(head: Uint8Array, path: string): "utf-16le" | "utf-16be" {
  const order = utf16Order(head);
  if (head.length > 0 && order === undefined) {
    throw refusal(path, path, "it is not encoded in UTF-16", "Remove `encoding` for UTF-8, or set the one it has.");
  }
  return order === "big" ? "utf-16be" : "utf-16le";
}
