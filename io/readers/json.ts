import { z } from "../../infra/zod.ts";
import { Problem } from "../../infra/errors.ts";
import { quoteList, quoteName } from "../sql.ts";
import type { SourceFile } from "../types.ts";
import { locateFiles, pathConfig } from "./files.ts";
import { extractValues, jsonColumns } from "./json_columns.ts";
import { readLines } from "./lines.ts";
import { defineReader, type StageContext, type Staged } from "./types.ts";

/** Most bytes of one object; DuckDB's own limit is 16 MB. */
const largestObject = 256 * 1024 * 1024;

/** JSON: one array of objects, or one object per line. A row's line is the line or, in an array, the number of the element. */
export const jsonReader = defineReader({
  kind: "json",
  summary: "JSON: an array of objects, or one object per line.",
  config: z.strictObject({
    path: pathConfig,
    lines: z.boolean().optional()
      .describe("Whether every line is an object; if left out, a file that starts with [ is an array"),
  }),
  files: (config, context) => locateFiles(config.path, context),
  stage: async ({ path, lines }, context) => await stageJson(await locateFiles(path, context), lines, context),
});

/** JSON Lines: one object per line. */
export const jsonLinesReader = defineReader({
  kind: "jsonl",
  summary: "JSON Lines: one object per line.",
  config: z.strictObject({ path: pathConfig }),
  files: (config, context) => locateFiles(config.path, context),
  stage: async ({ path }, context) => await stageJson(await locateFiles(path, context), true, context),
});

async function stageJson(
  files: readonly SourceFile[],
  lines: boolean | undefined,
  context: StageContext,
): Promise<Staged> {
  const { session, options: { schema, signal } } = context;
  const raw = context.scratch("json_raw");
  await session.run(`CREATE TABLE ${quoteName(raw)} (file INTEGER, line INTEGER, text VARCHAR)`);
  let left = context.options.limit ?? Infinity;
  for (const [index, { path }] of files.entries()) {
    if (left <= 0) break;
    const load = lines ?? !await startsArray(path) ? loadLines : loadArray;
    left -= await load({ raw, file: index + 1, path, limit: left }, context);
  }
  if (await session.row(`FROM ${quoteName(raw)} LIMIT 1`) === undefined) throw nothingIn(files, context);
  const fileName = `${quoteList(files.map((file) => file.path))}[file]`;
  const { objects, unparsed } = await partObjects(raw, fileName, context);

  const asText = new Set(schema === undefined ? [] : Object.keys(schema.shape));
  const { columns, select } = await jsonColumns(session, objects, asText, signal);
  const table = context.scratch("json");
  const values = `SELECT file, line, ${extractValues(columns)} AS v FROM ${quoteName(objects)}`;
  const parts = ["file", "line::BIGINT AS line", ...(select === "" ? [] : [select])];
  await session.run(
    `CREATE TABLE ${quoteName(table)} AS SELECT ${parts.join(", ")} FROM (${values});
     DROP TABLE ${quoteName(objects)}`,
    [],
    { signal },
  );
  return {
    from: quoteName(table),
    storage: "table",
    columns,
    origin: { file: fileName, line: "line" },
    files,
    unparsed: quoteName(unparsed),
    nullValues: [],
  };
}

function nothingIn(files: readonly SourceFile[], context: StageContext): Problem {
  const { path } = files[0]!;
  const subject = files.length === 1 ? `"${path}"` : `"${path}" and ${files.length - 1} more`;
  return new Problem("data", `Cannot read ${subject}: there are no objects in it`, {
    place: `${context.place}.path`,
    remedy: "Check that the file arrived whole and that its path is right.",
  });
}

async function startsArray(path: string): Promise<boolean> {
  for await (const lines of readLines(path)) {
    const first = lines[0];
    if (first !== undefined) return first.text.trimStart().startsWith("[");
  }
  return false;
}

interface Load {
  readonly raw: string;
  /** Number of the file, from 1. */
  readonly file: number;
  readonly path: string;
  /** Most rows to load; may be infinite. */
  readonly limit: number;
}

async function loadLines({ raw, file, path, limit }: Load, context: StageContext): Promise<number> {
  const { session, options: { signal } } = context;
  let loaded = 0;
  for await (const block of readLines(path, signal)) {
    const lines = block.slice(0, limit - loaded);
    await session.append(raw, [
      lines.map(() => file),
      lines.map(({ number }) => number),
      lines.map(({ text }) => text),
    ]);
    loaded += lines.length;
    if (loaded >= limit) break;
  }
  return loaded;
}

async function loadArray({ raw, file, path, limit }: Load, context: StageContext): Promise<number> {
  const { session, options: { signal } } = context;
  const source = `read_json_objects(${quoteList([path])}, format = 'array', maximum_object_size = ${largestObject})`;
  const first = Number.isFinite(limit) ? ` LIMIT ${limit}` : "";
  try {
    return await session.run(
      `INSERT INTO ${quoteName(raw)} SELECT ${file}, row_number() OVER (), json::VARCHAR FROM ${source}${first}`,
      [],
      { signal },
    );
  } catch (error) {
    const found = error instanceof Error ? /Malformed JSON in file ".*", (.*)/.exec(error.message)?.[1] : undefined;
    if (found === undefined) throw error;
    throw new Problem("data", `Cannot read "${path}": its JSON is broken ${found.replace(/[.\s]+$/, "")}`, {
      place: path,
      remedy: "Fix the file, or write it as one object per line, so that only the broken lines are put aside.",
      cause: error,
    });
  }
}

/** Parts the texts into objects, and the rest with what is wrong with them. */
async function partObjects(
  raw: string,
  fileName: string,
  context: StageContext,
): Promise<{ readonly objects: string; readonly unparsed: string }> {
  const { session, options: { signal } } = context;
  const objects = context.scratch("json_objects");
  const unparsed = context.scratch("json_unparsed");
  const kind = "CASE WHEN json_valid(text) THEN json_type(text) ELSE 'INVALID' END";
  await session.run(
    `CREATE TABLE ${quoteName(objects)} AS FROM ${quoteName(raw)} WHERE ${kind} = 'OBJECT';
     CREATE TABLE ${quoteName(unparsed)} AS
       SELECT ${fileName} AS file, line::BIGINT AS line, text,
         CASE WHEN json_valid(text) THEN 'not a JSON object' ELSE 'not valid JSON' END AS message
       FROM ${quoteName(raw)} WHERE ${kind} <> 'OBJECT';
     DROP TABLE ${quoteName(raw)}`,
    [],
    { signal },
  );
  return { objects, unparsed };
}
