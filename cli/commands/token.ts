import { newSecret, secretDigest } from "../../infra/auth/mod.ts";
import { Problem } from "../../infra/errors.ts";
import type { AccountRole, Ledger } from "../../pipeline/engine/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import {
  defaultOption,
  environmentOption,
  jsonOption,
  oneOf,
  optionalArgument,
  required,
  setOption,
  valueOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { formatTime } from "../output/mod.ts";
import { printJson, printLines, printTable } from "../print.ts";
import { openWorkspace, openWorkspaceLedger } from "../wire.ts";
import { actorName } from "../worker_name.ts";

const actions = ["list", "create", "revoke"] as const;
// A copy, so that help does not load the engine.
const roles = ["viewer", "operator", "admin"] as const satisfies AccountRole[];
const day = 86_400_000;

/** `clustering token`. */
export const command = defineCommand({
  name: "token",
  description: "Lists, creates and revokes the tokens with which programs call the API.",
  examples: [
    { line: "clustering token create nightly --role operator --days 90", does: "its secret is shown once" },
    { line: "clustering token revoke nightly", does: "it is refused from now on" },
  ],
  fields: (known) => ({
    action: required(oneOf("ACTION", actions), "list, create or revoke"),
    name: optionalArgument(word("NAME"), "Name of the token; not for list"),
    role: defaultOption(["--role"], oneOf("ROLE", roles), "viewer", "create: viewer, operator or admin"),
    days: valueOption(["--days"], wholeNumber("DAYS", 1, 3650), "create: days until it expires; never if left out"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ action, name, role, days, env, json, set }, context) {
    const workspace = await openWorkspace(context, { environment: env, set });
    const ledger = await openWorkspaceLedger(workspace);
    await using _history = ledger.history;
    if (action === "list") return await list(ledger, context, json);
    if (name === undefined || !/^[\w.@+-]{1,100}$/.test(name)) {
      throw new Problem(
        "usage",
        `Cannot ${action} a token: ${name === undefined ? "NAME is missing" : `"${name}" is no name`}`,
        {
          remedy: "A name has 1 to 100 letters, digits and . @ + - _",
        },
      );
    }
    const { clock } = context.effects;
    const told = action === "revoke" ? await revoke(ledger, name) : await create(ledger, { name, role, days }, context);
    const record = { time: clock.now(), actor: actorName(context.effects), target: name };
    await ledger.coordination.audit({
      ...record,
      action: `token.${action}`,
      details: action === "create" ? { role } : {},
    });
    if (json) printJson(context, { name, ...told });
    else if (told.secret === undefined) printLines(context, [`${name}  revoked`]);
    else printLines(context, [`${name}  ${role}`, `secret  ${told.secret}`, "It is shown this once."]);
    return 0;
  },
});

async function list({ accounts }: Ledger, context: CommandContext, json: boolean): Promise<number> {
  const tokens = await accounts.tokens();
  if (json) printJson(context, tokens);
  else {
    printTable(context, tokens, [
      { title: "name", cell: ({ name }) => name },
      { title: "role", cell: ({ role }) => role },
      { title: "since", cell: ({ createdAt }) => formatTime(createdAt) },
      { title: "until", cell: ({ expiresAt }) => expiresAt === undefined ? "" : formatTime(expiresAt) },
      { title: "made by", cell: ({ createdBy }) => createdBy },
    ], "No tokens.");
  }
  return 0;
}

async function create(
  { accounts }: Ledger,
  { name, role, days }: { readonly name: string; readonly role: AccountRole; readonly days: number | undefined },
  { effects }: CommandContext,
): Promise<{ readonly secret?: string }> {
  const createdAt = effects.clock.now();
  const secret = newSecret("clu", effects.random);
  const end = days === undefined ? {} : { expiresAt: createdAt + days * day };
  const token = { name, role, createdAt, createdBy: actorName(effects), ...end };
  if (await accounts.addToken(token, secretDigest(secret))) return { secret };
  throw new Problem("usage", `Cannot make the token "${name}": there is one of that name`, {
    remedy: `Choose another name, or revoke it first: clustering token revoke ${name}.`,
  });
}

async function revoke({ accounts }: Ledger, name: string): Promise<{ readonly secret?: string }> {
  if (await accounts.removeToken(name)) return {};
  throw new Problem("usage", `Cannot find the token "${name}"`, { remedy: '"clustering token list" shows all.' });
}
