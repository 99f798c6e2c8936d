import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "../../infra/errors.ts";
import { exists, removeIfExists, writeAtomically } from "../../infra/fs.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import {
  defaultOption,
  environmentOption,
  oneOf,
  required,
  setOption,
  switchOption,
  valueOption,
  word,
} from "../grammar/mod.ts";
import { writtenFolders } from "../permissions.ts";
import { printLines } from "../print.ts";
import { haveSystemd, stoppedCode, systemctl } from "../service/systemd.ts";
import { unitText } from "../service/unit.ts";
import { openWorkspace } from "../wire.ts";

const actions = ["install", "uninstall", "status"] as const;

/** `clustering service`. */
export const command = defineCommand({
  name: "service",
  description:
    "Installs the program as a service of systemd that starts with the machine, shows it, removes it. It runs " +
    "hardened, as an ordinary user, and may write only where the configuration says.",
  examples: [
    { line: "clustering service install --env prod --dry-run", does: "print the unit and change nothing" },
    { line: "clustering service install --env prod --user clustering", does: "install and start it; needs root" },
    { line: "clustering service status", does: "whether it runs; the exit code is 3 when it does not" },
    { line: "clustering service uninstall", does: "stop and remove it" },
  ],
  fields: (known) => ({
    action: required(oneOf("ACTION", actions), actions.join(", ")),
    name: defaultOption(["--name"], word("NAME"), "clustering", "Name of the service"),
    does: defaultOption(["--does"], oneOf("COMMAND", ["daemon", "worker", "ui"]), "daemon", "What it does"),
    user: valueOption(["--user"], word("USER"), "User that it runs as (default: clustering)"),
    dryRun: switchOption(["--dry-run"], "Print what would be installed or removed, and change nothing"),
    env: environmentOption(known),
    set: setOption(),
  }),
  async run({ action, name, does, user = "clustering", dryRun, env, set }, context) {
    if (!/^[A-Za-z0-9_-]+$/.test(name)) {
      throw new Problem("usage", `Cannot name a service "${name}": letters, digits, _ and - only`, { place: "--name" });
    }
    const file = join("/etc/systemd/system", `${name}.service`);
    switch (action) {
      case "install": {
        const { settings, root } = await openWorkspace(context, { environment: env, set });
        const grace = settings.queue.grace_seconds * 1000;
        const place = { root, user, writes: writtenFolders(settings), grace };
        const text = unitText({ name, program: ownProgram(), command: does, environment: env, ...place });
        if (dryRun) context.effects.stdout.write(text);
        else await install(name, file, text, context);
        return 0;
      }
      case "uninstall":
        if (dryRun) printLines(context, [`systemctl disable --now ${name}`, `rm ${file}`]);
        else await uninstall(name, file, context);
        return 0;
      case "status": {
        const { success, output } = await systemctl("status", "--lines=5", name);
        printLines(context, output.split("\n"));
        return success ? 0 : stoppedCode;
      }
      default:
        return action satisfies never;
    }
  },
});

async function install(name: string, file: string, text: string, context: CommandContext): Promise<void> {
  try {
    await writeAtomically(file, (temporary) => Deno.writeTextFile(temporary, text));
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable)) throw error;
    throw new Problem("configuration", `Cannot write "${file}": permission is denied`, {
      place: file,
      remedy: "Run it as root, or print the unit with --dry-run and have an administrator install it.",
      cause: error,
    });
  }
  await haveSystemd("daemon-reload");
  await haveSystemd("enable", "--now", name);
  printLines(context, [`${context.style.green("✓")} ${name} runs and starts with the machine; its unit is ${file}`]);
}

async function uninstall(name: string, file: string, context: CommandContext): Promise<void> {
  if (!await exists(file)) {
    throw new Problem("configuration", `Cannot remove the service "${name}": there is none`, {
      place: file,
      remedy: "Name another one with --name.",
    });
  }
  await haveSystemd("disable", "--now", name);
  await removeIfExists(file);
  await haveSystemd("daemon-reload");
  printLines(context, [`${context.style.green("✓")} ${name} is stopped and removed`]);
}

/** How this program is started: by itself, or by Deno with the permission set of a daemon. */
function ownProgram(): readonly string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  return [Deno.execPath(), "run", "--no-prompt", `--config=${path("deno.json")}`, "-P=worker", path("main.ts")];
}
