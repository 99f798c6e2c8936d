import { defineCommand } from "../command.ts";
import { findCommand } from "../dispatch.ts";
import { optionalArgument, word } from "../grammar/mod.ts";

/** `clustering help`. */
export const command = defineCommand({
  name: "help",
  description: "Shows what a command does, its options and examples; without a name, the list of commands.",
  examples: [{ line: "clustering help run", does: "the same as: clustering run --help" }],
  fields: () => ({ command: optionalArgument(word("COMMAND", commandNames), "A command") }),
  async run({ command }, { effects, style }) {
    const [{ commands }, { commandHelp, rootHelp }] = await Promise.all([
      import("./mod.ts"),
      import("../grammar/help.ts"),
    ]);
    const options = { style, width: effects.stdout.size().columns, program: effects.program };
    const page = command === undefined
      ? rootHelp(commands, options)
      : await commandHelp(await findCommand(command, commands).load(), options);
    effects.stdout.write(page);
    return 0;
  },
});

async function commandNames(): Promise<readonly string[]> {
  return (await import("./mod.ts")).commands.map(({ name }) => name);
}
