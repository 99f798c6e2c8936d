import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Problem } from "./errors.ts";
import { isNotFound } from "./fs.ts";

/** Whether `path` is `root` or lies under it, by the text of the two absolute or relative paths alone. */
export function isWithin(root: string, path: string): boolean {
  const rest = relative(root, path);
  return rest === "" || (rest !== ".." && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
}

/**
 * The absolute path of `path` (relative to `root`), sure to lie under `root`: `..`, absolute paths elsewhere and links that
 * lead out are refused. What `path` names need not exist.
 *
 * @throws {Problem} of kind usage.
 */
export async function confinePath(root: string, path: string): Promise<string> {
  if (path.includes("\0")) throw outside(root, path.replaceAll("\0", "\\0"));
  const absolute = resolve(root, path);
  if (!isWithin(resolve(root), absolute)) throw outside(root, path);
  const [realRoot, realPath] = [await realPathOfExisting(resolve(root)), await realPathOfExisting(absolute)];
  if (!isWithin(realRoot, realPath)) throw outside(root, path);
  return absolute;
}

async function realPathOfExisting(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isNotFound(error) || parent === path || await isLink(path)) throw error;
    return join(await realPathOfExisting(parent), relative(parent, path));
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(path)).isSymlink;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function outside(root: string, path: string): Problem {
  return new Problem("usage", `Cannot use the path "${path}": it is outside "${root}"`, {
    place: path,
    remedy: `Give a path inside "${root}".`,
  });
}
