import { causeChain, toError } from "./errors.ts";

/** What Deno, SQLite, DuckDB and the systems below them say when there is no room left. */
export const diskFullPattern =
  /no space left|not enough space|disk (is )?full|ENOSPC|EDQUOT|quota exceeded|os error (28|112|122)\b/i;

/** Whether an error, or one behind it, says that a disk is full. */
export function isDiskFull(thrown: unknown): boolean {
  return causeChain(toError(thrown)).some(({ message, name }) =>
    diskFullPattern.test(message) || diskFullPattern.test(name)
  );
}
