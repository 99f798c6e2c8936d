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
