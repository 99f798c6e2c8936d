import { hashPassword, newSecret } from "../../infra/auth/mod.ts";
import { Problem } from "../../infra/errors.ts";
import { readTextFile } from "../../infra/text_file.ts";
import type { AccountRole, Ledger } from "../../pipeline/engine/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import {
  environmentOption,
  filePath,
  jsonOption,
  oneOf,
  optionalArgument,
  required,
  setOption,
  valueOption,
  word,
} from "../grammar/mod.ts";
import { formatTime } from "../output/mod.ts";
import { printJson, printLines, printTable } from "../print.ts";
import { openWorkspace, openWorkspaceLedger } from "../wire.ts";
import { actorName } from "../worker_name.ts";

const actions = ["list", "add", "password", "role", "remove"] as const;
// A copy, so that help does not load the engine.
const roles = ["viewer", "operator", "admin"] as const satisfies AccountRole[];
const shortest = 10;

/** What is asked for beside the action. */
interface Asked {
  readonly name: string;
  readonly role: AccountRole | undefined;
  readonly passwordFile: string | undefined;
}

/** `clustering user`. */
export const command = defineCommand({
  name: "user",
  description: "Lists, adds, changes and removes the people who may log in to the pages.",
  examples: [
    {
      line: "clustering user add ada --role admin --env prod",
      does: "a first user; a password is made and shown once",
    },
    { line: "clustering user password ada --password-file -", does: "another password, read from standard input" },
    { line: "clustering user role bob --role operator", does: "what bob may do" },
  ],
  fields: (known) => ({
    action: required(oneOf("ACTION", actions), "list, add, password, role or remove"),
    name: optionalArgument(word("NAME"), "Name of the person; not for list"),
    role: valueOption(["--role"], oneOf("ROLE", roles), "add (else viewer) and role: viewer, operator or admin"),
    passwordFile: valueOption(["--password-file"], filePath("FILE"), "First line of a file, - for standard input"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ action, name, role, passwordFile, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const ledger = await openWorkspaceLedger(workspace);
    await using _history = ledger.history;
    if (action === "list") return await list(ledger, context, json);
    const asked = { name: nameOf(action, name), role, passwordFile };
    const { password, ...done } = await change(ledger, action, asked, context);
    const time = context.effects.clock.now();
    const actor = actorName(context.effects);
    await ledger.coordination.audit({ time, actor, action: `user.${action}`, target: asked.name, details: done });
    const told = password === undefined ? {} : { password };
    if (json) printJson(context, { name: asked.name, ...done, ...told });
    else {
      printLines(context, [
        `${asked.name}  ${
          [action === "remove" ? "removed" : action === "add" ? "added" : "changed", done.role].join(" ").trim()
        }`,
        ...(password === undefined ? [] : [`password  ${password}`, "It is shown this once."]),
      ]);
    }
    return 0;
  },
});

function nameOf(action: string, name: string | undefined): string {
  if (name !== undefined && /^[\w.@+-]{1,100}$/.test(name)) return name;
  const found = name === undefined ? "NAME is missing" : `"${name}" is not 1 to 100 letters, digits and . @ + - _`;
  throw new Problem("usage", `Cannot ${action} a user: ${found}`, {
    remedy: `Give it: clustering user ${action} NAME.`,
  });
}

async function list({ accounts }: Ledger, context: CommandContext, json: boolean): Promise<number> {
  const users = await accounts.users();
  if (json) printJson(context, users);
  else {
    printTable(context, users, [
      { title: "name", cell: ({ name }) => name },
      { title: "role", cell: ({ role }) => role },
      { title: "since", cell: ({ createdAt }) => formatTime(createdAt) },
    ], 'Nobody may log in yet. A first one: "clustering user add NAME --role admin".');
  }
  return 0;
}

async function change(
  { accounts }: Ledger,
  action: Exclude<(typeof actions)[number], "list">,
  { name, role, passwordFile }: Asked,
  { effects }: CommandContext,
): Promise<{ readonly role?: AccountRole; readonly password?: string }> {
  const given = action === "add" || action === "password" ? await passwordIn(passwordFile) : undefined;
  const password = given ?? newSecret("pw", effects.random);
  const told = given === undefined ? { password } : {};
  switch (action) {
    case "add": {
      const user = { name, role: role ?? "viewer", createdAt: effects.clock.now() };
      if (await accounts.addUser(user, await hashPassword(password))) return { role: user.role, ...told };
      throw new Problem("usage", `Cannot add the user "${name}": there is one of that name`, {
        remedy: `"clustering user password ${name}" gives another password, "user role" another role.`,
      });
    }
    case "password":
      known(await accounts.changeUser(name, { password: await hashPassword(password) }), name);
      return told;
    case "role":
      if (role === undefined) {
        throw new Problem("usage", "Cannot change the role: --role is missing", {
          remedy: `Give one of ${roles.join(", ")}.`,
        });
      }
      known(await accounts.changeUser(name, { role }), name);
      return { role };
    case "remove":
      known(await accounts.removeUser(name), name);
      return {};
    default:
      return action satisfies never;
  }
}

function known(changed: boolean, name: string): void {
  if (changed) return;
  throw new Problem("usage", `Cannot find the user "${name}"`, { remedy: '"clustering user list" shows all.' });
}

/** The first line of a file; undefined without a file. */
async function passwordIn(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const text = await readTextFile(file === "-" ? "/dev/stdin" : file);
  if (text === undefined) {
    throw new Problem("usage", `Cannot read the password: there is no file "${file}"`, { place: file });
  }
  const [line = ""] = text.split(/\r?\n/);
  if (line.length >= shortest) return line;
  throw new Problem("usage", `Cannot take the password: it has less than ${shortest} characters`, {
    place: "--password-file",
    remedy: "Choose a longer one, or leave the option out: one is made then.",
  });
}
