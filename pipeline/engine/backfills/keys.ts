import { Problem } from "../../../infra/errors.ts";
import { didYouMean } from "../../../infra/suggest.ts";
import type { KeyOrder } from "../backfill.ts";

const range = "..";

/** Which keys of partitions are wanted; every part may be left out. */
export interface KeyChoice {
  /** See {@link BackfillRequest.keys}. */
  readonly keys?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The keys that are meant, in key order.
 *
 * @param all every key of the partitions `name`, in key order
 * @throws {Problem} of kind usage for a key that there is not, a glob or range without any
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chooseKeys } from "./keys.ts";
 *
 * const all = ["jan", "feb", "mar", "apr"];
 * assert.deepEqual(chooseKeys(all, "month", { keys: ["mar..", "jan"] }), ["jan", "mar", "apr"]);
 * assert.deepEqual(chooseKeys(all, "month", { keys: ["?a*"], from: "feb" }), ["mar"]);
 * ```
 */
export function chooseKeys(all: readonly string[], name: string, choice: KeyChoice): readonly string[] {
  const { keys = [], from, to } = choice;
  const field = { all, name, positions: new Map(all.map((key, position) => [key, position])) };
  const [first, last] = [
    from === undefined ? 0 : positionOf(field, from),
    to === undefined ? all.length : positionOf(field, to),
  ];
  if (first > last) throw backwards(field, `${from}${range}${to}`);
  const chosen = keys.length === 0 ? new Set(all) : new Set(keys.flatMap((text) => keysLike(field, text)));
  const found = all.filter((key, position) => chosen.has(key) && position >= first && position <= last);
  if (found.length > 0 || all.length === 0) return found;
  throw new Problem("usage", `Cannot choose keys of "${name}": none of those named lies in the range`, {
    remedy: "Widen the range, or leave it out.",
  });
}

interface Field {
  readonly all: readonly string[];
  readonly name: string;
  readonly positions: ReadonlyMap<string, number>;
}

/** A whole text that is a key is meant as it stands, whatever signs are in it. */
function keysLike(field: Field, text: string): readonly string[] {
  if (field.positions.has(text)) return [text];
  if (text.includes(",")) {
    return text.split(",").map((part) => part.trim()).filter((part) => part !== "").flatMap((part) =>
      keysLike(field, part)
    );
  }
  if (text.includes(range)) return keysBetween(field, text);
  if (!/[*?]/.test(text)) throw unknownKey(field, text);
  const pattern = globPattern(text);
  const found = field.all.filter((key) => pattern.test(key));
  if (found.length > 0) return found;
  throw new Problem("usage", `Cannot choose keys of "${field.name}": none is like "${text}"`, {
    remedy: keysRemedy(field),
  });
}

function keysBetween(field: Field, text: string): readonly string[] {
  const at = text.indexOf(range);
  const [from, to] = [text.slice(0, at).trim(), text.slice(at + range.length).trim()];
  const first = from === "" ? 0 : positionOf(field, from);
  const last = to === "" ? field.all.length - 1 : positionOf(field, to);
  if (first > last) throw backwards(field, text);
  return field.all.slice(first, last + 1);
}

function positionOf(field: Field, key: string): number {
  const position = field.positions.get(key);
  if (position === undefined) throw unknownKey(field, key);
  return position;
}

function globPattern(text: string): RegExp {
  const pattern = text.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "su");
}

function unknownKey(field: Field, key: string): Problem {
  return new Problem(
    "usage",
    `Cannot choose partition "${key}": "${field.name}" has no such key${didYouMean(key, field.all)}`,
    {
      place: `partition ${key}`,
      remedy: keysRemedy(field),
    },
  );
}

function backwards({ name }: Field, text: string): Problem {
  return new Problem("usage", `Cannot choose keys of "${name}": in "${text}" the first key stands after the last`, {
    remedy: "Swap them; the order in which keys are run is chosen apart from the range.",
  });
}

function keysRemedy({ all }: Field): string {
  return all.length <= 20 ? `Keys are ${all.join(", ") || "not set yet"}.` : "List the partitions to see the keys.";
}

/**
 * Keys in the order in which they are run. A random order is the same for the same seed.
 *
 * @param keys in key order
 * @param seed of a random order, a whole number from 0 to 4294967295
 */
export function orderKeys(keys: readonly string[], order: KeyOrder, seed: number): readonly string[] {
  switch (order) {
    case "forward":
      return keys;
    case "backward":
      return keys.toReversed();
    case "random":
      return shuffled(keys, seed);
    default:
      return order satisfies never;
  }
}

/** Fisher and Yates, with the numbers of Mulberry32. */
function shuffled(keys: readonly string[], seed: number): readonly string[] {
  const order = [...keys];
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * limit);
  };
  for (let last = order.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
