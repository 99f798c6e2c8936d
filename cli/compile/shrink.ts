import { join } from "node:path";
import { stop, transform } from "esbuild";

/** Smaller files are not worth the work. */
const least = 2_000;

/** Takes white space and comments out of every script below a folder; licences are files of their own. */
export async function shrinkScripts(folder: string): Promise<void> {
  const files: string[] = [];
  await collect(folder, files);
  try {
    for (let at = 0; at < files.length; at += 50) await Promise.all(files.slice(at, at + 50).map(shrink));
  } finally {
    await stop();
  }
}

async function shrink(path: string): Promise<void> {
  const source = await Deno.readTextFile(path);
  if (source.length < least) return;
  const { code } = await transform(source, { minifyWhitespace: true, legalComments: "none", charset: "utf8" });
  await Deno.writeTextFile(path, code);
}

async function collect(folder: string, files: string[]): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) await collect(path, files);
    else if (entry.isFile && /(?<!\.min)\.[cm]?js$/.test(entry.name)) files.push(path);
  }
}
