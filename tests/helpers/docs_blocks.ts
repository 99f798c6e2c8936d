/** A fenced block of a page. */
export interface DocBlock {
  /** First word behind the fence, such as `sh`. */
  readonly language: string;
  /** What follows it, such as `no-run: needs systemd`. */
  readonly mark: string;
  readonly lines: readonly string[];
  /** Where the page has its first line, from 1. */
  readonly line: number;
}

/** A command of a page. */
export interface DocCommand {
  readonly text: string;
  /** Where the page has it, from 1. */
  readonly line: number;
  readonly exitCode: number;
  /** What the page says it prints; undefined where the page says nothing. */
  readonly output?: readonly string[];
}

/** Every fenced block of a page, in order. */
export function fencedBlocks(markdown: string): readonly DocBlock[] {
  const blocks: DocBlock[] = [];
  let open: { fence: string; language: string; mark: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = /^(`{3,})\s*(\S*)\s*(.*)$/.exec(line);
    if (open === undefined) {
      if (fence !== null) {
        open = { fence: fence[1]!, language: fence[2]!, mark: fence[3]!.trim(), lines: [], line: index + 2 };
      }
    } else if (line.trimEnd() === open.fence) {
      blocks.push(open);
      open = undefined;
    } else open.lines.push(line);
  }
  return blocks;
}

/**
 * The commands of a block `sh` or `console`. In `sh` every line is one, unless it is a comment; in `console` those behind
 * `$`, with what they print below. A line that ends in `\` and a here-document go on. `exit code N` in a comment at the
 * end says that a command ends so.
 */
export function commandsOf({ language, lines, line: first }: DocBlock): readonly DocCommand[] {
  const isConsole = language === "console";
  const commands: { text: string; line: number; output: string[] }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const begins = isConsole ? line.startsWith("$ ") : line.trim() !== "" && !line.startsWith("#");
    if (!begins) {
      if (isConsole) commands.at(-1)?.output.push(line);
      continue;
    }
    const parts = [isConsole ? line.slice(2) : line];
    const at = first + i;
    const end = /<<'?(\w+)'?/.exec(line)?.[1];
    while (i + 1 < lines.length && (end === undefined ? parts.at(-1)!.endsWith("\\") : parts.at(-1) !== end)) {
      parts.push(lines[++i]!);
    }
    commands.push({ text: parts.join("\n"), line: at, output: [] });
  }
  return commands.map(({ text, line, output }) => ({
    text,
    line,
    exitCode: Number(/#.*\bexit code (\d+)/.exec(text)?.[1] ?? 0),
    ...(isConsole && output.some((one) => one.trim() !== "") ? { output } : {}),
  }));
}

/** Whether a block is for reading only, `no-run: why`, or for a test with a server, `postgres`. */
export function isUnrun({ mark }: DocBlock): boolean {
  return mark.startsWith("no-run") || mark === "postgres";
}
