import { commands } from "../../cli/commands/mod.ts";
import { parseArguments } from "../../cli/grammar/parse.ts";

const nothing = () => Promise.resolve([]);
const known = {
  ...{ environments: nothing, jobs: nothing, assets: nothing, partitions: nothing, runs: nothing },
  ...{ schemas: nothing, schedules: nothing, sensors: nothing, backfills: nothing },
};

/**
 * What is wrong with a line that calls this program, by its grammar alone; undefined when nothing is, and for lines that call
 * other programs.
 */
export async function commandFault(line: string): Promise<string | undefined> {
  const plain = line.replaceAll("\\\n", " ").replace(/\s#.*$/gm, "");
  for (const part of plain.split(/\||&&|;|\n/)) {
    const call =
      /^\s*(?:sudo |exec )?(?:npx -y deno@[\d.]+ task (?:cli|run)|deno task (?:cli|run)|clustering)(?: |$)(.*)$/.exec(
        part,
      );
    const fault = call === null ? undefined : await argumentFault(part, call[1]!);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

async function argumentFault(part: string, given: string): Promise<string | undefined> {
  const words = [...given.replace(/\s+\d?>{1,2}\s*\S+|\s&$/g, "").matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)]
    .map(([word]) => word.replace(/["']/g, ""));
  if (/\btask run\b/.test(part)) words.unshift("run");
  const [name = "", ...rest] = words;
  if (name.startsWith("-") || name === "" || name === "…") return undefined;
  const entry = commands.find((command) => command.name === name);
  if (entry === undefined) return `there is no command "${name}"`;
  // In a sentence a name alone means the command as such.
  if (rest.length === 0 || rest.includes("--help")) return undefined;
  // Capitals stand for what a person fills in.
  const filled = rest.map((word) => word === "N" ? "1" : word === "…" ? "x" : word);
  try {
    await parseArguments(await entry.load(), filled, known);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
