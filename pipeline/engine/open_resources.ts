import { Problem, toError } from "../../infra/errors.ts";
import type { Logger } from "../../infra/log.ts";
import type { ResourceDefinition, ResourceMap } from "./resource.ts";
import type { RunInfo } from "./context.ts";

type AnyDefinition = ResourceDefinition<unknown, ResourceMap>;

/** What opening and closing may use. */
export interface OpenResourcesOptions {
  readonly definitions: ReadonlyMap<string, AnyDefinition>;
  readonly run: RunInfo;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Waits for something that may hang, and gives up some time after the signal is aborted. */
  readonly guard: <T>(work: () => Promise<T>) => Promise<T>;
  /** Waits for something that may hang when it is closed. */
  readonly closeGuard: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * The resources of one run: each is opened once, when it is first asked for and after what it needs, one at a time; all are
 * closed in the reverse order of opening.
 */
export class OpenResources {
  readonly #options: OpenResourcesOptions;
  readonly #values = new Map<string, unknown>();
  readonly #opening = new Map<string, Promise<void>>();
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: OpenResourcesOptions) {
    this.#options = options;
  }

  /**
   * Opens what is not open yet.
   *
   * @throws {ResourceFailure} when one of them cannot be opened, now or before.
   */
  async open(...maps: readonly (ResourceMap | undefined)[]): Promise<void> {
    for (const map of maps) {
      for (const { name } of Object.values(map ?? {})) await this.#openOnce(name);
    }
  }

  /** Open resources under their local names. */
  values(map: ResourceMap | undefined): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(map ?? {}).map(([local, { name }]) => [local, this.#values.get(name)]));
  }

  /** Closes what is open, also where closing something fails; returns the failures. */
  async close(): Promise<readonly Error[]> {
    if (this.#closed) return [];
    this.#closed = true;
    await this.#queue;
    const failures: Error[] = [];
    for (const [name, value] of [...this.#values].reverse()) {
      const definition = this.#options.definitions.get(name)!;
      try {
        await this.#options.closeGuard(async () => await definition.close?.(value));
      } catch (error) {
        failures.push(new Error(`Cannot close resource "${name}": ${toError(error).message}`, { cause: error }));
      }
    }
    return failures;
  }

  #openOnce(name: string): Promise<void> {
    let opening = this.#opening.get(name);
    if (opening === undefined) {
      opening = this.#openNow(name);
      this.#opening.set(name, opening);
      opening.catch(() => undefined);
    }
    return opening;
  }

  async #openNow(name: string): Promise<void> {
    const definition = this.#options.definitions.get(name)!;
    await this.open(definition.needs);
    const turn = this.#queue.then(() => this.#openInTurn(name, definition));
    this.#queue = turn.catch(() => undefined);
    await turn;
  }

  async #openInTurn(name: string, definition: AnyDefinition): Promise<void> {
    const { run, log, signal, guard } = this.#options;
    const needs = this.values(definition.needs);
    let givenUp = false;
    try {
      signal.throwIfAborted();
      if (this.#closed) throw new TypeError("the run is over");
      const value = await guard(async () => {
        const opened = await definition.open({ needs, run, log: log.with({ resource: name }), signal });
        if (givenUp) await definition.close?.(opened);
        return opened;
      });
      this.#values.set(name, value);
    } catch (error) {
      givenUp = true;
      throw new ResourceFailure(name, error);
    }
  }
}

/** A resource could not be opened, so the run cannot go on. */
class ResourceFailure extends Error {
  override readonly name = "ResourceFailure";

  constructor(resource: string, cause: unknown) {
    super(`Cannot open resource "${resource}": ${toError(cause).message}`, { cause });
  }
}

/** Whether an error says, or was caused by, that a resource could not be opened. */
export function isResourceFailure(error: unknown): boolean {
  return error instanceof ResourceFailure || (error instanceof Problem && isResourceFailure(error.cause));
}
