import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { type DocPage, documentation } from "../docs/pages.ts";
import { type DocHit, searchDocs } from "../docs/search.ts";
import {
  defaultOption,
  jsonOption,
  optionalArgument,
  switchOption,
  valueOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { interrupted } from "../interrupted.ts";
import { printJson, printLines, printTable } from "../print.ts";

const names = async () => (await documentation()).map(({ name }) => name);

/** `clustering docs`. */
export const command = defineCommand({
  name: "docs",
  description:
    "Serves the documentation that came with the program on this machine until Ctrl-C, prints a page of it, or searches it.",
  examples: [
    { line: "clustering docs", does: "then open http://127.0.0.1:3001" },
    { line: "clustering docs --list", does: "names of the pages" },
    { line: "clustering docs getting_started", does: "print a page" },
    { line: 'clustering docs --search "exit code"', does: "lines with all these words" },
  ],
  fields: () => ({
    page: optionalArgument(word("PAGE", names), "A page, which is printed"),
    list: switchOption(["--list"], "List the pages"),
    search: valueOption(["--search"], word("WORDS"), "Print lines that have all these words"),
    json: jsonOption(),
    port: defaultOption(["--port"], wholeNumber("PORT", 0, 65_535), 3001, "Port to listen on; 0 for any free one"),
  }),
  async run({ page: asked, list, search, json, port }, context) {
    const pages = await documentation();
    if (search !== undefined) return printHits(searchDocs(pages, search), search, { json, context });
    if (list || (json && asked === undefined)) {
      if (json) printJson(context, pages.map(({ name, title }) => ({ name, title })));
      else {
        printTable(context, pages, [
          { title: "page", cell: ({ name }) => name },
          { title: "what", cell: ({ title }) => title },
        ], "No pages.");
      }
      return 0;
    }
    if (asked !== undefined) {
      const page = findPage(asked, pages);
      if (json) printJson(context, page);
      else await printPage(page, context);
      return 0;
    }
    const { serveDocs } = await import("../docs/serve.ts");
    using interrupt = interrupted(context.effects);
    const { style } = context;
    const onListen = (url: string) => printLines(context, [`${style.cyan(url)}  ${style.dim("Ctrl-C ends it")}`]);
    await serveDocs(pages, { port, signal: interrupt.signal, onListen });
    return 0;
  },
});

function findPage(asked: string, pages: readonly DocPage[]): DocPage {
  const wanted = asked.replace(/^docs\//, "").replace(/\.md$/, "").toLowerCase();
  const found = pages.find(({ name }) => name.toLowerCase() === wanted) ??
    pages.find(({ name }) => name.toLowerCase().endsWith(`/${wanted}`));
  if (found !== undefined) return found;
  const known = pages.map(({ name }) => name);
  throw new Problem("usage", `Cannot print the page "${asked}": there is none${didYouMean(asked, known)}`, {
    remedy: 'See "clustering docs --list".',
  });
}

/** A terminal gets it laid out, anything else the Markdown as it is. */
async function printPage(page: DocPage, context: CommandContext): Promise<void> {
  const { style, effects: { stdout } } = context;
  if (!stdout.isTerminal) return printLines(context, page.text.trimEnd().split("\n"));
  const { terminalPage } = await import("../docs/terminal.ts");
  printLines(context, terminalPage(page, { style, columns: stdout.size().columns }));
}

/** The lines found, below the page and the heading that they stand under. @returns the exit code, 0 */
function printHits(
  hits: readonly DocHit[],
  query: string,
  { json, context }: { readonly json: boolean; readonly context: CommandContext },
): number {
  if (json) {
    printJson(context, hits);
    return 0;
  }
  const { style } = context;
  const lines = hits.flatMap(({ page, heading, line, text }, index) => {
    const before = hits[index - 1];
    const isNew = before === undefined || before.page !== page || before.heading !== heading;
    const title = isNew ? [...(index === 0 ? [] : [""]), `${style.bold(page)}  ${style.dim(heading)}`] : [];
    return [...title, `  ${style.dim(String(line).padStart(4))}  ${text}`];
  });
  printLines(context, hits.length === 0 ? [`No page has "${query}".`] : lines);
  return 0;
}
