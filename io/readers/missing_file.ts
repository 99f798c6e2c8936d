import { basename, dirname, extname } from "node:path";
import { isNotFound } from "../../infra/fs.ts";
import { nearest } from "../../infra/suggest.ts";

/** What a person may do about a file that is not there: what stands in its place is named. */
export async function missingFileRemedy(path: string): Promise<string> {
  const folder = dirname(path);
  const names = await namesIn(folder);
  if (names === undefined) return `The folder "${folder}" does not exist either: create it, or change the path.`;
  const wanted = basename(path);
  const stem = (name: string) => basename(name, extname(name)).toLowerCase();
  const others = names.filter((name) => stem(name) === stem(wanted));
  const found = others.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? others[0] ??
    nearest(wanted, names);
  if (found === undefined) return "Put the file there or change the path.";
  const other = extname(found).toLowerCase() === extname(wanted).toLowerCase()
    ? "change the path if that is it"
    : "if that is it change the path, and the reader's kind to its format";
  return `"${found}" is in that folder: ${other}.`;
}

/** Names of the files in a folder, in order; undefined when there is no such folder, none when it cannot be listed. */
async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    const names: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(folder)) if (!isDirectory) names.push(name);
    return names.sort();
  } catch (error) {
    return isNotFound(error) ? undefined : [];
  }
}
