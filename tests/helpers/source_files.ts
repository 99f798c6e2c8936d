import { fileURLToPath } from "node:url";

/** Folders that hold the program's source. */
const folders = ["core", "infra", "io", "pipeline", "ui", "cli", "bench", "tests"];

/** A source file of the project. */
export interface SourceText {
  /** Path from the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The project's root folder, without a closing slash. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Every TypeScript file of the project, sorted by path. */
export function sourceFiles(): readonly SourceText[] {
  const found: string[] = ["main.ts"];
  for (const folder of folders) collect(folder, found);
  return found.sort().map((path) => ({ path, text: Deno.readTextFileSync(`${projectRoot}/${path}`) }));
}

function collect(folder: string, found: string[]): void {
  let entries: Iterable<Deno.DirEntry>;
  try {
    entries = [...Deno.readDirSync(`${projectRoot}/${folder}`)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) collect(path, found);
    else if (/\.tsx?$/.test(entry.name)) found.push(path);
  }
}

/** Module specifiers that a text imports or re-exports, type imports included. */
export function importsOf(text: string): readonly string[] {
  const pattern =
    /(?:^|[;\n}])\s*(?:import|export)\b[^;"'`]*?from\s*["']([^"']+)["']|\bimport\s*\(\s*["']([^"']+)["']|^\s*import\s+["']([^"']+)["']/gm;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Text without comments, so that a rule about code does not read prose. Strings stay. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
