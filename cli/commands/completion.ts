import { defineCommand } from "../command.ts";
import { oneOf, required } from "../grammar/mod.ts";

/** `clustering completion`. */
export const command = defineCommand({
  name: "completion",
  description:
    "Prints a script that lets a shell complete commands, options, jobs, environments, assets and runs of a " +
    `command called clustering. In a checkout, first make one: clustering() { deno task --quiet cli "$@"; }.`,
  examples: [
    { line: "source <(clustering completion bash)", does: "bash, for this terminal; put it into ~/.bashrc to keep it" },
    { line: "clustering completion zsh > ~/.zfunc/_clustering", does: "zsh, where ~/.zfunc is in $fpath" },
    { line: "clustering completion fish > ~/.config/fish/completions/clustering.fish", does: "fish" },
  ],
  fields: () => ({ shell: required(oneOf("SHELL", ["bash", "zsh", "fish"]), "bash, zsh or fish") }),
  async run({ shell }, { effects }) {
    const { completionScript } = await import("../complete.ts");
    effects.stdout.write(completionScript(shell));
    return 0;
  },
});
