/** The keys and list positions that lead to a value, outermost first. */
export type KeyPath = readonly (string | number)[];

/**
 * A path as users write it: parts joined by dots, `\` before a dot, `=` or `\` inside a part.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatKeyPath, parseKeyPath } from "./key_path.ts";
 *
 * assert.equal(formatKeyPath(["readers", "sales.2026", 0]), "readers.sales\\.2026.0");
 * assert.deepEqual(parseKeyPath("readers.sales\\.2026.0"), ["readers", "sales.2026", "0"]);
 * ```
 */
export function formatKeyPath(path: KeyPath): string {
  return path.map((part) => String(part).replace(/[\\.=]/g, "\\$&")).join(".");
}

/** The parts of a written path, list positions as text; `undefined` when a part is empty or a `\` ends it. */
export function parseKeyPath(text: string): readonly string[] | undefined {
  const parts: string[] = [""];
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === ".") {
      parts.push("");
      continue;
    }
    if (char === "\\") i++;
    if (i === text.length) return undefined;
    parts[parts.length - 1] += text[i]!;
  }
  return parts.includes("") ? undefined : parts;
}
