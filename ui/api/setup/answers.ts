import { hashPassword } from "../../../infra/auth/mod.ts";
import { Problem } from "../../../infra/errors.ts";
import { rateLimit } from "../../auth/rate_limit.ts";
import type { Backend } from "../../backend.ts";
import { Refused } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { setUp } from "./endpoints.ts";

/** Tries that are allowed from one address: at once, and over a quarter of an hour. */
const tries = 10;

/** The answer that makes the first administrator. */
export function setupAnswers({ clock }: Pick<Backend, "clock">): readonly Answer[] {
  const limit = rateLimit(clock, tries, 15 * 60_000);
  return [
    answer(setUp, async ({ body: { secret, name, password }, address, changed }, { setup, ledger, clock }) => {
      // By address, so that nobody keeps others out; the secret itself is too long to be guessed from many.
      const wait = limit.take(address);
      if (wait !== undefined) {
        throw new Refused(429, "Too many tries", "Cannot set up: there were too many tries", `Wait ${wait} seconds.`);
      }
      const done = await setup?.use(secret, async () => {
        const user = { name, role: "admin", createdAt: clock.now() } as const;
        if (await ledger.accounts.addUser(user, await hashPassword(password))) return;
        throw new Problem("usage", `Cannot add the user "${name}": there is one of that name`, {
          remedy: "Choose another name.",
        });
      }) ?? false;
      // That nothing is set up here, and that the secret is wrong, look alike.
      if (!done) throw new Refused(403, "Not allowed", "Cannot set up: the secret is wrong, or used already", remedy);
      changed(name, { role: "admin" });
      return { name };
    }),
  ];
}

const remedy = "The server tells a new secret on its console when it is started while there is no administrator.";
