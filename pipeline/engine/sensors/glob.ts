import { join } from "node:path";
import { isNotFound } from "../../../infra/fs.ts";

/**
 * Files that a path or pattern stands for, sorted: a file itself; the files of a folder; what `*`, `?`, `[…]` (within a
 * name) and `**` (any folders) match. Names that begin with a dot are matched only by patterns that say the dot.
 *
 * @returns nothing for what does not exist
 */
export async function filesOf(pattern: string): Promise<readonly string[]> {
  const path = pattern.replaceAll("\\", "/");
  const info = await statOf(path);
  if (info?.isFile) return [path];
  if (info?.isDirectory) return await matching(path, ["*"]);
  if (!/[*?[]/.test(path)) return [];
  const parts = path.split("/");
  const first = parts.findIndex((part) => /[*?[]/.test(part));
  const base = parts.slice(0, first).join("/");
  return await matching(base === "" ? (path.startsWith("/") ? "/" : ".") : base, parts.slice(first));
}

async function matching(folder: string, [part, ...rest]: readonly string[]): Promise<readonly string[]> {
  if (part === undefined) return [];
  if (part === "**") {
    const here = await matching(folder, rest.length === 0 ? ["*"] : rest);
    const below = await Promise.all(
      (await folders(folder)).map((name) => matching(join(folder, name), ["**", ...rest])),
    );
    return [...new Set([...here, ...below.flat()])].sort();
  }
  const pattern = nameExpression(part);
  const found: string[] = [];
  for (const { name, isDirectory } of await entries(folder)) {
    if (!pattern.test(name) || (name.startsWith(".") && !part.startsWith("."))) continue;
    const path = join(folder, name);
    if (rest.length > 0) found.push(...await matching(path, rest));
    else if (!isDirectory && (await statOf(path))?.isFile) found.push(path);
  }
  return found.sort();
}

async function folders(folder: string): Promise<readonly string[]> {
  return (await entries(folder)).filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
    .map(({ name }) => name);
}

async function entries(folder: string): Promise<readonly Deno.DirEntry[]> {
  const found: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) found.push(entry);
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof Deno.errors.NotADirectory)) throw error;
  }
  return found;
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (isNotFound(error) || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

function nameExpression(part: string): RegExp {
  const text = part.replace(/\[!?[^\]]+\]|[.*+?^${}()|[\]\\]/g, (found) => {
    if (found === "*") return ".*";
    if (found === "?") return ".";
    if (found.length > 1) return found.replace("[!", "[^").replaceAll("\\", "\\\\");
    return `\\${found}`;
  });
  return new RegExp(`^${text}$`, "s");
}
