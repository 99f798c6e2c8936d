import { Problem, toError } from "../infra/errors.ts";
import type { Logger } from "../infra/log.ts";
import type { Ledger, Project, Service } from "../pipeline/engine/mod.ts";
import type { Workspace } from "./wire.ts";

/** What services are made from. */
export interface ServiceParts {
  readonly workspace: Workspace;
  readonly project: Project;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/** The configuration that holds now; a reload puts another one in its place. */
export interface Live {
  readonly current: ServiceParts;
}

/** How {@link LiveServices} come by what they need. */
export interface LiveOptions {
  /** Reads the configuration again and makes of it what `current` was made of; throws when it cannot be used. */
  readonly read: (current: ServiceParts) => Promise<ServiceParts>;
  readonly services: (parts: ServiceParts) => Promise<readonly Service[]>;
  /** Told of every attempt to reload, with what was wrong if it was refused. */
  readonly onReload: (problem: Error | undefined) => void;
}

/** Services of the configuration that holds now: when it is read again they end, and those of the new one start. */
export class LiveServices implements Live, Service {
  readonly name = "configured services";
  readonly #options: LiveOptions;
  #current: ServiceParts;
  #services: readonly Service[];
  #asked = Promise.withResolvers<void>();

  /** @throws {Problem} when the first services cannot be made */
  static async start(first: ServiceParts, options: LiveOptions): Promise<LiveServices> {
    return new LiveServices(first, await options.services(first), options);
  }

  private constructor(first: ServiceParts, services: readonly Service[], options: LiveOptions) {
    this.#current = first;
    this.#services = services;
    this.#options = options;
  }

  get current(): ServiceParts {
    return this.#current;
  }

  /** Names of what goes on. */
  get names(): readonly string[] {
    return this.#services.map(({ name }) => name);
  }

  /** Has the configuration read again, soon. */
  reload(): void {
    this.#asked.resolve();
  }

  async run(signal: AbortSignal): Promise<void> {
    const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    while (!signal.aborted) {
      const replaced = new AbortController();
      const running = together(this.#services, AbortSignal.any([signal, replaced.signal]));
      // Services that end by themselves, or none at all, leave the configuration as it is.
      const trouble = running.then(() => ended);
      do await Promise.race([this.#asked.promise, ended, trouble]); while (!signal.aborted && !await this.#readAgain());
      replaced.abort();
      await running;
    }
  }

  /** Whether there is a new configuration; a broken one changes nothing. */
  async #readAgain(): Promise<boolean> {
    this.#asked = Promise.withResolvers();
    const { read, services, onReload } = this.#options;
    try {
      const next = await read(this.#current);
      this.#services = await services(next);
      this.#current = next;
      onReload(undefined);
      return true;
    } catch (error) {
      onReload(toError(error));
      return false;
    }
  }
}

/**
 * Keeps services going until `signal` is aborted. When one of them fails, the others are told to end, and what went wrong is
 * thrown when they have.
 */
export async function together(services: readonly Service[], signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const all = AbortSignal.any([signal, failed.signal]);
  const ends = await Promise.allSettled(services.map(async (service) => {
    try {
      await service.run(all);
    } catch (error) {
      failed.abort();
      throw error;
    }
  }));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** Refuses a configuration whose history is another one: what is under way could not be recorded. */
export function requireSameHistory(before: Workspace, after: Workspace): void {
  const [old, now] = [before.settings.history, after.settings.history].map((history) => JSON.stringify(history));
  if (old === now) return;
  throw new Problem("configuration", "Cannot change the history while the program runs", {
    place: "history",
    remedy: "Stop the program and start it again.",
  });
}
