import { secretDigest } from "../../infra/auth/mod.ts";
import type { Ledger } from "../../pipeline/engine/mod.ts";

/**
 * The way in while there is no administrator: a secret that the server tells once, on its console. It is worth nothing as
 * soon as there is one.
 */
export class FirstSetup {
  readonly #digest: string;
  readonly #accounts: Ledger["accounts"];
  #used = false;

  constructor(secret: string, { accounts }: Pick<Ledger, "accounts">) {
    this.#digest = secretDigest(secret);
    this.#accounts = accounts;
  }

  /** Whether there is still no administrator. */
  async needed(): Promise<boolean> {
    return !this.#used && !(await this.#accounts.users()).some(({ role }) => role === "admin");
  }

  /** Does `make` if the secret is right and nobody was faster; once. False where it is not. */
  async use(secret: string, make: () => Promise<void>): Promise<boolean> {
    // Digests tell nothing about the secret by the time that comparing them takes.
    if (secretDigest(secret) !== this.#digest || !await this.needed() || this.#used) return false;
    this.#used = true;
    try {
      await make();
      return true;
    } catch (error) {
      this.#used = false;
      throw error;
    }
  }
}
