import { basename, dirname, join, relative } from "node:path";

/** Files of packages that no program reads. */
const unread =
  /(\.(d\.)?[mc]?ts|\.map|\.md|\.markdown|\.flow|\.coffee|\.musl\.node)$|^(\.(?!pnpm$)|tsconfig|eslint)|^(tests?|examples?|bench)$/i;

/** What the program does not import of a package, though it is the greater part of it. */
const unusedFiles: Readonly<Record<string, RegExp>> = {
  echarts: /^(?!dist\/echarts\.esm\.min\.mjs|dist$|package\.json|LICENSE|NOTICE)/,
  elkjs: /^lib\/(elk-worker|elk\.bundled)\.js$/,
};

/** Packages that only such files need, by the package that asks for them. */
const unusedNeeds: Readonly<Record<string, readonly string[]>> = {
  echarts: ["zrender", "tslib"],
};

/** A copy of packages in the layout of Deno's `node_modules`. */
export interface PackageCopy {
  /** Folder that holds `node_modules` with everything installed. */
  readonly from: string;
  /** Folder that gets a `node_modules` of its own. */
  readonly to: string;
  /** Packages that are left out though others ask for them. */
  readonly without: ReadonlySet<string>;
}

/**
 * Copies packages and all that they need, without what no program reads.
 *
 * @param names Packages that the program imports, such as `elkjs`
 */
export async function copyPackages(names: readonly string[], { from, to, without }: PackageCopy): Promise<void> {
  const done = new Set<string>();
  const store = await Deno.realPath(join(from, "node_modules", ".deno"));
  const copyOne = async (link: string, at: string): Promise<void> => {
    const real = await Deno.realPath(link);
    const place = join(to, "node_modules", ".deno", relative(store, real));
    await Deno.mkdir(dirname(at), { recursive: true });
    if (at !== place) await Deno.symlink(relative(dirname(at), place), at);
    if (done.has(real)) return;
    done.add(real);
    await copyFolder(real, place, packageName(real));
    for (const need of await neededBy(real)) {
      const sibling = join(modulesOf(real), need);
      const unused = without.has(need) || unusedNeeds[packageName(real)]?.includes(need);
      if (unused || !(await isThere(sibling))) continue;
      const beside = join(modulesOf(place), need);
      if (!(await isThere(beside))) await copyOne(sibling, beside);
    }
  };
  for (const name of names) await copyOne(join(from, "node_modules", name), join(to, "node_modules", name));
}

/** The `node_modules` that a package's folder is in. */
function modulesOf(folder: string): string {
  const parent = dirname(folder);
  return basename(parent).startsWith("@") ? dirname(parent) : parent;
}

function packageName(folder: string): string {
  return relative(modulesOf(folder), folder);
}

async function neededBy(folder: string): Promise<readonly string[]> {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    await Deno.readTextFile(join(folder, "package.json")),
  ) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

async function copyFolder(from: string, to: string, name: string, within = ""): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (unread.test(entry.name) || unusedFiles[name]?.test(path)) continue;
    if (entry.isDirectory) await copyFolder(join(from, entry.name), join(to, entry.name), name, path);
    else if (entry.isFile) await Deno.copyFile(join(from, entry.name), join(to, entry.name));
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
