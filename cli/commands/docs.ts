import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { type DocPage, documentation } from "../docs/pages.ts";
import { defaultOption, optionalArgument, switchOption, wholeNumber, word } from "../grammar/mod.ts";
import { interrupted } from "../interrupted.ts";
import { printLines, printTable } from "../print.ts";

const names = async () => (await documentation()).map(({ name }) => name);

/** `clustering docs`. */
export const command = defineCommand({
  name: "docs",
  description:
    "Serves the documentation that came with the program on this machine until Ctrl-C, or prints a page of it.",
  examples: [
    { line: "clustering docs", does: "then open http://127.0.0.1:3001" },
    { line: "clustering docs --list", does: "names of the pages" },
    { line: "clustering docs getting_started", does: "print a page" },
  ],
  fields: () => ({
    page: optionalArgument(word("PAGE", names), "A page, which is printed"),
    list: switchOption(["--list"], "List the pages"),
    port: defaultOption(["--port"], wholeNumber("PORT", 0, 65_535), 3001, "Port to listen on; 0 for any free one"),
  }),
  async run({ page: asked, list, port }, context) {
    const pages = await documentation();
    if (list) {
      printTable(context, pages, [
        { title: "page", cell: ({ name }) => name },
        { title: "what", cell: ({ title }) => title },
      ], "No pages.");
      return 0;
    }
    if (asked !== undefined) {
      printPage(findPage(asked, pages), context);
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
  const found = pages.find(({ name }) => name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const known = pages.map(({ name }) => name);
  throw new Problem("usage", `Cannot print the page "${asked}": there is none${didYouMean(asked, known)}`, {
    remedy: 'See "clustering docs --list".',
  });
}

/** Markdown reads well as it is; on a terminal headings stand out. */
function printPage({ text }: DocPage, context: CommandContext): void {
  const { style } = context;
  let code = false;
  const lines = text.trimEnd().split("\n").map((line) => {
    if (line.startsWith("```")) code = !code;
    return !code && line.startsWith("#") ? style.bold(line) : code ? style.cyan(line) : line;
  });
  printLines(context, lines);
}
