import { Problem } from "../../infra/errors.ts";
import { didYouMean } from "../../infra/suggest.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { environmentOption, jsonOption, oneOf, optionalArgument, setOption, word } from "../grammar/mod.ts";
import { loadPipeline } from "../later.ts";
import { printJson, printTable } from "../print.ts";
import { environmentFile, findRoot } from "../root.ts";
import { openWorkspace } from "../wire.ts";

const actions = ["show", "schema", "path"] as const;

/** `clustering config`. */
export const command = defineCommand({
  name: "config",
  description:
    "Shows the configuration in effect, with the origin of each value and secrets masked; its JSON Schema for " +
    "editors; or the path of its file.",
  examples: [
    { line: "clustering config show --env prod", does: "what is in effect in prod, and where each value comes from" },
    { line: "clustering config show engine --set engine.threads=2", does: "a part, with a change tried out" },
    { line: "clustering config schema > config/schema.json", does: "completion and checks in an editor" },
  ],
  fields: (known) => ({
    action: optionalArgument(oneOf("ACTION", actions), "show, schema or path (default show)"),
    key: optionalArgument(word("KEY"), "For show: only keys that start with this"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ action = "show", key, env, json, set }, context) {
    switch (action) {
      case "show":
        await showConfig(context, { env, set, json, key });
        return 0;
      case "schema": {
        const { settingsSchemaJson } = await loadPipeline();
        printJson(context, await settingsSchemaJson());
        return 0;
      }
      case "path": {
        const root = await findRoot(context.effects.workingDirectory, context.root);
        const file = await environmentFile(root, env);
        if (json) printJson(context, { root, file });
        else context.effects.stdout.write(`${file}\n`);
        return 0;
      }
      default:
        return action satisfies never;
    }
  },
});

async function showConfig(
  context: CommandContext,
  options: {
    readonly env: string;
    readonly set: readonly string[];
    readonly json: boolean;
    readonly key?: string | undefined;
  },
): Promise<void> {
  const { env, set, json, key } = options;
  const workspace = await openWorkspace(context, { environment: env, set });
  const all = workspace.entries;
  const entries = key === undefined ? all : all.filter(({ path }) => path === key || path.startsWith(`${key}.`));
  if (entries.length === 0 && key !== undefined) {
    const keys = new Set(all.flatMap(({ path }) => [path, path.slice(0, path.lastIndexOf("."))]));
    throw new Problem("usage", `Cannot show "${key}": no key starts with it${didYouMean(key, keys)}`, {
      remedy: 'See "clustering config show" for all keys.',
    });
  }
  if (json) return printJson(context, entries);
  printTable(context, entries, [
    { title: "key", cell: ({ path }) => path },
    { title: "value", cell: ({ value }) => shown(value), flexible: true },
    { title: "from", cell: ({ origin }) => origin },
  ], "The configuration is empty.");
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
