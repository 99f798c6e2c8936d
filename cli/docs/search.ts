import type { DocPage } from "./pages.ts";

/** A line of a page that a search found. */
export interface DocHit {
  /** Name of the page. */
  readonly page: string;
  /** The heading above it; the page's title where there is none. */
  readonly heading: string;
  /** Line of the page, from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Lines with every word, in order of pages and lines; a heading counts for all that stands below it. Case does not matter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { searchDocs } from "./search.ts";
 *
 * const page = { name: "one", title: "One", text: "# One\n\n## Keep\n\nA backup is one archive.\n" };
 * assert.deepEqual(searchDocs([page], "BACKUP keep"), [
 *   { page: "one", heading: "Keep", line: 5, text: "A backup is one archive." },
 * ]);
 * ```
 */
export function searchDocs(pages: readonly DocPage[], query: string): readonly DocHit[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return [];
  return pages.flatMap(({ name, title, text }) => {
    let heading = title;
    let code = false;
    const hits: DocHit[] = [];
    for (const [index, line] of text.split("\n").entries()) {
      if (line.startsWith("```")) code = !code;
      const found = code ? null : /^#+ (.+)$/.exec(line);
      if (found !== null) heading = found[1]!.replaceAll("`", "");
      const own = line.toLowerCase();
      const all = `${heading} ${line}`.toLowerCase();
      if (!words.some((word) => own.includes(word)) || !words.every((word) => all.includes(word))) continue;
      hits.push({ page: name, heading, line: index + 1, text: line.trim() });
    }
    return hits;
  });
}
