import { Problem } from "../infra/errors.ts";
import { logLevels } from "../infra/log.ts";
import { type RunFilter, runStatuses } from "../pipeline/engine/mod.ts";
import type { EventQuery } from "./run_queries.ts";

/** Something that a request names and that does not exist. */
export class NotFound extends Error {
  override readonly name = "NotFound";
}

/** Something that the caller's role does not include. */
export class Forbidden extends Error {
  override readonly name = "Forbidden";
  readonly remedy: string;

  constructor(needed: string, role: string) {
    super(`Cannot do this as ${role}: it needs the role ${needed}`);
    this.remedy = `Ask an administrator for the role ${needed}.`;
  }
}

/** A request that is not answered for a reason of its own, such as too many or too large ones. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly status: 401 | 403 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 503,
    readonly title: string,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** Returns `value`, or says that there is no `what` called `name`. */
export function found<Value>(value: Value | undefined, what: string, name: string): Value {
  if (value === undefined) throw new NotFound(`There is no ${what} "${name}"`);
  return value;
}

/** The runs that the query of an address asks for. @throws {Problem} of kind usage for a value that is not accepted */
export function runFilter(query: URLSearchParams): RunFilter {
  return defined({
    status: choice(query, "status", runStatuses),
    job: query.get("job") ?? undefined,
    before: query.get("before") ?? undefined,
    limit: wholeNumber(query, "limit", 1, 500),
  });
}

/** The events that the query of an address asks for. @throws {Problem} of kind usage for a value that is not accepted */
export function eventQuery(query: URLSearchParams): EventQuery {
  return defined({
    after: wholeNumber(query, "after", 0, Number.MAX_SAFE_INTEGER),
    limit: wholeNumber(query, "limit", 1, 1000),
    level: choice(query, "level", logLevels),
    step: query.get("step") ?? undefined,
  });
}

/** The fields that have a value. */
type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}

function choice<Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw refused(name, text, `Use one of ${choices.join(", ")}.`);
  return found;
}

function wholeNumber(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw refused(name, text, `Give a whole number from ${least} to ${most}.`);
  }
  return value;
}

function refused(name: string, text: string, remedy: string): Problem {
  return new Problem("usage", `Cannot read the address: ${name} "${text}" is not accepted`, { place: name, remedy });
}
