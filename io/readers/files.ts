import { z } from "../../infra/zod.ts";
import { Problem } from "../../infra/errors.ts";
import { isNotFound } from "../../infra/fs.ts";
import type { SourceFile } from "../types.ts";
import { missingFileRemedy } from "./missing_file.ts";
import type { StageContext } from "./types.ts";

/** `path` of a reader: one path or several; `*`, `?` and `**` match files. */
export const pathConfig = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).describe(
  "File, or pattern such as sales_*.csv, or a list of them",
);

/**
 * The files behind a `path` key, sorted per pattern, each once.
 *
 * @throws Problem of kind `data` for a path that does not exist, a folder, a pattern without a match, or no permission.
 */
export async function locateFiles(path: string | readonly string[], context: StageContext): Promise<SourceFile[]> {
  const found = new Map<string, SourceFile>();
  for (const pattern of typeof path === "string" ? [path] : path) {
    for (const file of await expand(pattern, context)) found.set(file.path, file);
  }
  return [...found.values()];
}

/**
 * The one file behind a `path` key of a database; a pattern may stand for it when it matches one file.
 *
 * @throws as {@link locateFiles}; Problem of kind `configuration` for a pattern with several matches
 */
export async function locateFile(path: string, context: StageContext): Promise<SourceFile> {
  const [file, ...others] = await locateFiles(path, context);
  if (others.length === 0) return file!;
  const names = [file!, ...others].slice(0, 3).map((one) => `"${one.path}"`).join(", ");
  const what = `${others.length + 1} files match, and a database is read from one`;
  throw new Problem("configuration", `Cannot read "${path}": ${what}`, {
    place: `${context.place}.path`,
    remedy: `Name one of them, such as ${names}, or a reader for each.`,
  });
}

async function expand(pattern: string, context: StageContext): Promise<SourceFile[]> {
  const literal = await describe(pattern, context);
  if (literal !== undefined) return [literal];
  if (!/[*?[]/.test(pattern)) {
    throw refusal(context, pattern, "the file does not exist", await missingFileRemedy(pattern));
  }
  const matches = await context.session.rows<{ file: string }>("SELECT file FROM glob($pattern) ORDER BY file", {
    pattern,
  });
  const files = await Promise.all(matches.map(({ file }) => describe(file, context)));
  if (files.length === 0) {
    throw refusal(context, pattern, "no file matches", "Put a file there or change the pattern.");
  }
  return files.filter((file) => file !== undefined);
}

async function describe(path: string, context: StageContext): Promise<SourceFile | undefined> {
  try {
    const info = await Deno.stat(path);
    if (info.isDirectory) {
      throw refusal(context, path, "it is a folder", "Name a file in it, or a pattern such as `*.csv`.");
    }
    return { path, bytes: info.size, modified: (info.mtime ?? new Date(0)).toISOString() };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (error instanceof Problem) throw error;
    throw refusal(context, path, "it cannot be opened", "Check the permissions of the file and its folders.", error);
  }
}

function refusal(context: StageContext, path: string, what: string, remedy: string, cause?: unknown): Problem {
  return new Problem("data", `Cannot read "${path}": ${what}`, { place: `${context.place}.path`, remedy, cause });
}
