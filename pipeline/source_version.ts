import { createHash } from "node:crypto";

/** Folders whose code decides what assets come to. */
const folders = ["../core/", "./assets/", "./figures/", "./report/"];

/**
 * A hash of the source that assets are computed by, so that a change in any function re-makes what it makes. Assets' own
 * version covers the text of `compute` only.
 *
 * @returns `unknown` where the source cannot be read
 */
export function sourceVersion(): string {
  const compiled = compiledVersion();
  if (compiled !== undefined) return compiled;
  const hash = createHash("sha256");
  try {
    for (const folder of folders) {
      for (const url of sourceFiles(new URL(folder, import.meta.url))) {
        hash.update(Deno.readTextFileSync(url));
      }
    }
  } catch {
    return "unknown";
  }
  return hash.digest("hex").slice(0, 16);
}

/** What the source came to when the program was compiled; it carries no more than that. */
function compiledVersion(): string | undefined {
  if (!Deno.build.standalone) return undefined;
  return Deno.readTextFileSync(new URL("./source_version.txt", import.meta.url));
}

function sourceFiles(folder: URL): URL[] {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap(({ name, isDirectory }) => {
    if (isDirectory) return sourceFiles(new URL(`${name}/`, folder));
    return /\.tsx?$/.test(name) && !/_test\.tsx?$/.test(name) ? [new URL(name, folder)] : [];
  });
}
