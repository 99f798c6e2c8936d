import { hashPassword, newSecret, secretDigest } from "../../../infra/auth/mod.ts";
import { found, Refused } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { addUser, changeUser, createToken, listTokens, listUsers, removeUser, revokeToken } from "./endpoints.ts";

const day = 86_400_000;

/** Answers about users and tokens. */
export const accountAnswers: readonly Answer[] = [
  answer(listUsers, async (_call, { ledger }) => ({ items: [...await ledger.accounts.users()] })),
  answer(addUser, async ({ body: { name, role, password }, changed }, { ledger, clock }) => {
    const user = { name, role, createdAt: clock.now() };
    if (!await ledger.accounts.addUser(user, await hashPassword(password))) throw taken("user", name);
    changed(name, { role });
    return user;
  }),
  answer(changeUser, async ({ params: { name }, body: { role, password }, changed }, { ledger }) => {
    const change = {
      ...(role === undefined ? {} : { role }),
      ...(password === undefined ? {} : { password: await hashPassword(password) }),
    };
    found(await ledger.accounts.changeUser(name, change) || undefined, "user", name);
    changed(name, { ...(role === undefined ? {} : { role }), password: password !== undefined });
    return {};
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
