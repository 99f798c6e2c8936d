import { hashPassword, newSecret, secretDigest } from "../../../infra/auth/mod.ts";
import { found, Refused } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { addUser, changeUser, createToken, listTokens, listUsers, removeUser, revokeToken } from "./endpoints.ts";

const day = 86_400_000;

/** Answers about users and tokens. */
export const accountAnswers: readonly Answer[] = [
  answer(listUsers, async (_call, { ledger }) => ({ items: [...await ledger.accounts.users()] })),
  answer(addUser, async ({ body: { name, role, password: given }, changed }, { ledger, clock, random }) => {
    const user = { name, role, createdAt: clock.now() };
    const password = given ?? newSecret("pw", random);
    if (!await ledger.accounts.addUser(user, await hashPassword(password))) throw taken("user", name);
    changed(name, { role });
    return { ...user, ...(given === undefined ? { password } : {}) };
  }),
  answer(changeUser, async ({ params: { name }, body, changed }, { ledger, random }) => {
    const { role, password: given, makePassword } = body;
    const made = makePassword ? { password: newSecret("pw", random) } : {};
    const password = made.password ?? given;
    const before = (await ledger.accounts.users()).find((user) => user.name === name)?.role;
    const change = {
      ...(role === undefined ? {} : { role }),
      ...(password === undefined ? {} : { password: await hashPassword(password) }),
    };
    found(await ledger.accounts.changeUser(name, change) || undefined, "user", name);
    const roles = role === undefined ? {} : { role, ...(before === undefined ? {} : { before }) };
    changed(name, { ...roles, password: password !== undefined });
    return made;
  }),
  answer(removeUser, async ({ params: { name }, changed }, { ledger }) => {
    found(await ledger.accounts.removeUser(name) || undefined, "user", name);
    changed(name);
    return {};
  }),
  answer(listTokens, async (_call, { ledger }) => ({ items: [...await ledger.accounts.tokens()] })),
  answer(createToken, async ({ body: { name, role, days }, caller, changed }, { ledger, clock, random }) => {
    const createdAt = clock.now();
    const end = days === undefined ? {} : { expiresAt: createdAt + days * day };
    const token = { name, role, createdAt, createdBy: caller.name, ...end };
    const secret = newSecret("clu", random);
    if (!await ledger.accounts.addToken(token, secretDigest(secret))) throw taken("token", name);
    changed(name, { role, ...end });
    return { ...token, secret };
  }),
  answer(revokeToken, async ({ params: { name }, changed }, { ledger }) => {
    found(await ledger.accounts.removeToken(name) || undefined, "token", name);
    changed(name);
    return {};
  }),
];

function taken(what: string, name: string): Refused {
  return new Refused(
    409,
    "Taken",
    `Cannot add the ${what} "${name}": there is one of that name`,
    "Choose another name.",
  );
}
