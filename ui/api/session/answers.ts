import { hashPassword, isPassword, newSecret, secretDigest } from "../../../infra/auth/mod.ts";
import { cookieOf, sessionCookie } from "../../auth/identify.ts";
import { type RateLimit, rateLimit } from "../../auth/rate_limit.ts";
import type { Backend } from "../../backend.ts";
import { Refused } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { getSession, login, logout } from "./endpoints.ts";

const minutes = 60_000;

/** Wrong tries to log in that are allowed: at once, and over a quarter of an hour. */
const tries = 10;

/** Answers about who is logged in. */
export function sessionAnswers(backend: Pick<Backend, "clock">): readonly Answer[] {
  let decoy: Promise<string> | undefined;
  const limit = rateLimit(backend.clock, tries, 15 * minutes);
  return [
    answer(getSession, ({ caller }) => Promise.resolve(caller)),
    answer(login, async ({ body: { name, password }, address, changed, request }, backend) => {
      const keys = [`name ${name}`, `address ${address}`];
      refuseGuessing(limit, keys);
      const { ledger: { accounts }, clock, random, settings: { auth } } = backend;
      const known = await accounts.password(name);
      // As long a search for names that are not there, so that nobody learns which are.
      const right = await isPassword(password, known ?? await (decoy ??= hashPassword("")));
      if (known === undefined || !right) {
        throw new Refused(
          401,
          "Log in first",
          "Cannot log in: name or password is wrong",
          "Ask an administrator for a new password.",
        );
      }
      for (const key of keys) limit.give(key);
      // Whatever was there before, perhaps put there by somebody else, is worth nothing from now on.
      const former = cookieOf(request, sessionCookie(backend));
      if (former !== undefined) await accounts.closeSession(secretDigest(former));
      const secret = newSecret("cls", random);
      const at = clock.now();
      const seconds = Math.round(auth.session_hours * 3600);
      await accounts.openSession({ digest: secretDigest(secret), user: name, at, expiresAt: at + seconds * 1000 });
      const found = (await accounts.bySession(secretDigest(secret), at))!;
      changed(name);
      const cookie = cookieText(sessionCookie(backend), secret, { seconds, https: auth.https });
      return Response.json({ ...found, via: "session" }, { headers: { "set-cookie": cookie } });
    }),
    answer(logout, async ({ request, caller, changed }, backend) => {
      const session = cookieOf(request, sessionCookie(backend));
      if (session !== undefined) await backend.ledger.accounts.closeSession(secretDigest(session));
      changed(caller.name);
      const { https } = backend.settings.auth;
      const cookie = cookieText(sessionCookie(backend), "", { seconds: 0, https });
      return Response.json({}, { headers: { "set-cookie": cookie } });
    }),
  ];
}

function refuseGuessing(limit: RateLimit, keys: readonly string[]): void {
  const waits = keys.map((key) => limit.take(key)).filter((wait) => wait !== undefined);
  if (waits.length === 0) return;
  throw new Refused(
    429,
    "Too many tries",
    "Cannot log in: there were too many tries",
    `Wait ${Math.max(...waits)} seconds.`,
  );
}

function cookieText(
  name: string,
  value: string,
  { seconds, https }: { readonly seconds: number; readonly https: boolean },
): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${https ? "; Secure" : ""}`;
}
