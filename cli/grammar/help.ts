import { type DocEntry, formatDocPage } from "@optique/core/doc";
import { type Message, text } from "@optique/core/message";
import type { Command, Example } from "../command.ts";
import type { CommandEntry } from "../commands/mod.ts";
import type { Style } from "../output/style.ts";
import { wrap } from "../output/width.ts";
import { spellCommands } from "../program_name.ts";

/** Settings of a help page. */
export interface HelpOptions {
  readonly style: Style;
  /** Columns of the terminal. */
  readonly width: number;
  /** How the program is called here. */
  readonly program: string;
}

const widest = 100;

/** The page of `clustering --help`. */
export function rootHelp(commands: readonly CommandEntry[], options: HelpOptions): string {
  const { style } = options;
  const groups = [...new Set(commands.map(({ group }) => group))];
  const sections = groups.map((group) => ({
    title: group,
    entries: commands.filter((command) => command.group === group && command.hidden !== true)
      .map(({ name, summary }) => entry({ type: "command", name }, summary)),
  }));
  const common = {
    title: "Options of every command",
    entries: [
      entry({ type: "option", names: ["-h", "--help"] }, "Show help"),
      entry({ type: "option", names: ["-v", "--verbose"] }, "Show stack traces and more detail"),
      entry({ type: "option", names: ["--root"], metavar: "DIR" }, "Project folder, the one that holds config/"),
    ],
  };
  return [
    ...wrap("Groups a retailer's stores by what they sell and where they stand.", pageWidth(options)),
    "",
    `${style.bold("Usage:")} ${options.program} ${style.cyan("COMMAND")} [options]`,
    "",
    format([...sections, common], options),
    "",
    ...exampleLines([
      { line: "clustering run internal_preprocessing_job --env dev", does: "run a job" },
      { line: "clustering status", does: "see how the last run went" },
      { line: "clustering run --help", does: "learn more about a command" },
    ], options),
    "",
  ].join("\n");
}

/** The page of `clustering COMMAND --help`. */
export async function commandHelp(command: Command, options: HelpOptions): Promise<string> {
  const [{ getDocPage }, { grammarOf }, { unknownNames }] = await Promise.all([
    import("@optique/core/parser"),
    import("./parse.ts"),
    import("./known_names.ts"),
  ]);
  const { style } = options;
  const page = await getDocPage(grammarOf(command, unknownNames));
  const entries = page?.sections.flatMap((section) => section.entries) ?? [];
  const positional = entries.filter(({ term }) => term.type === "argument");
  const rest = entries.filter(({ term }) => term.type !== "argument");
  rest.push(entry({ type: "option", names: ["-h", "--help"] }, "Show this page"));
  const sections = [{ title: "Arguments", entries: positional }, { title: "Options", entries: rest }];
  return [
    ...wrap(command.description, pageWidth(options)),
    "",
    `${style.bold("Usage:")} ${options.program} ${command.name} ${usageOf(command)}[options]`,
    "",
    format(sections.filter((section) => section.entries.length > 0), options),
    "",
    ...exampleLines(command.examples, options),
    "",
  ].join("\n");

  function usageOf({ fields }: Command): string {
    const terms = Object.values(fields(unknownNames)).flatMap(({ usage }) => usage);
    return terms.map((term) => {
      if (term.type === "argument") return `${style.cyan(term.metavar)} `;
      const inner = term.type === "optional" ? term.terms[0] : undefined;
      return inner?.type === "argument" ? `[${style.cyan(inner.metavar)}] ` : "";
    }).join("");
  }
}

function format(sections: { title: string; entries: readonly DocEntry[] }[], options: HelpOptions): string {
  const page = formatDocPage("clustering", { sections }, {
    colors: options.style.enabled,
    maxWidth: pageWidth(options),
    termWidth: "auto",
    showDefault: { prefix: " (default ", suffix: ")" },
    sectionOrder: () => 0,
    theme: {
      label: (_term, { text: shown }) => bold(shown),
      commandLine: (_term, { text: shown }) => colored(shown),
      optionName: ({ optionName }) => colored(optionName),
      metavar: ({ metavar }) => plain(metavar),
      value: ({ value }) => plain(value),
    },
  });
  return page.trim();
}

function entry(term: DocEntry["term"], description: string): DocEntry {
  const message: Message = [text(description)];
  return { term, description: message };
}

function exampleLines(examples: readonly Example[], { style, program }: HelpOptions): readonly string[] {
  if (examples.length === 0) return [];
  return [
    style.bold("Examples:"),
    ...examples.flatMap(({ line, does }) => [`  ${style.dim(`# ${does}`)}`, `  ${spellCommands(line, program)}`]),
  ];
}

function pageWidth({ width }: HelpOptions): number {
  return Math.max(40, Math.min(width, widest));
}

function plain(shown: string) {
  return { type: "text", text: shown } as const;
}

function colored(shown: string) {
  return { type: "style", style: { foreground: "cyan" }, children: [plain(shown)] } as const;
}

function bold(shown: string) {
  return { type: "style", style: { bold: true }, children: [plain(shown)] } as const;
}
