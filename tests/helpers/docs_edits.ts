import { dirname, join } from "node:path";
import type { DocBlock } from "./docs_blocks.ts";

/**
 * Does to a folder what a block tells a person to do: a `diff` whose first line is `--- path` changes a file, any other block whose
 * first line is a comment with a path alone is that file.
 *
 * @returns the path, or undefined where the block is neither
 * @throws {Error} when the lines of a diff do not stand in the file exactly once
 */
export async function applyEdit({ language, lines }: DocBlock, folder: string): Promise<string | undefined> {
  const [first = "", ...rest] = lines;
  if (language === "diff") {
    const path = /^--- (\S+)$/.exec(first)?.[1];
    if (path === undefined) return undefined;
    const file = join(folder, path);
    await Deno.writeTextFile(file, changed(await Deno.readTextFile(file), rest, path));
    return path;
  }
  const path = /^(?:\/\/|#) ([\w./-]+\.\w+)$/.exec(first)?.[1];
  if (path === undefined || !path.includes("/")) return undefined;
  await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
  await Deno.writeTextFile(join(folder, path), `${rest.join("\n")}\n`);
  return path;
}

/** A text in which the lines with a blank or `-` in front are those with a blank or `+`; a line `@@` begins another place. */
function changed(text: string, lines: readonly string[], path: string): string {
  let result = text;
  const hunks = lines.join("\n").split(/^@@.*\n/m).filter((hunk) => hunk.trim() !== "");
  for (const hunk of hunks) {
    const parts = hunk.replace(/\n$/, "").split("\n");
    const side = (sign: string) =>
      parts.filter((line) => line === "" || line[0] === " " || line[0] === sign).map((line) => `${line.slice(1)}\n`);
    const before = side("-").join("");
    const pieces = result.split(before);
    if (pieces.length !== 2) throw new Error(`${path} has ${pieces.length - 1} times, not once:\n${before}`);
    result = pieces.join(side("+").join(""));
  }
  return result;
}
