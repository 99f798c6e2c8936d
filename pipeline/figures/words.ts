import { grouped } from "../../core/number_text.ts";

export { grouped, numberText as figureText } from "../../core/number_text.ts";

/** A name that fits: cut in the middle, where names that share their ends differ least. */
export function shortened(name: string, longest: number): string {
  const letters = [...name];
  if (letters.length <= longest) return name;
  const end = Math.floor((longest - 1) / 3);
  return `${letters.slice(0, longest - 1 - end).join("")}…${letters.slice(letters.length - end).join("")}`;
}

/**
 * Names without the words at their start and end that all of them share, if something is left of each.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { distinctNames } from "./words.ts";
 *
 * assert.deepEqual(distinctNames(["% Sales KIDS SNACKS", "% Sales SALTY SNACKS"]), {
 *   names: ["KIDS", "SALTY"],
 *   shared: ["% Sales", "SNACKS"],
 * });
 * ```
 */
export function distinctNames(
  names: readonly string[],
): { readonly names: readonly string[]; readonly shared: readonly string[] } {
  const words = names.map((name) => name.split(" "));
  const shortest = Math.min(...words.map(({ length }) => length));
  const [first] = words;
  if (first === undefined || names.length < 2) return { names, shared: [] };
  const start = runOf((i) => i < shortest - 1 && words.every((own) => own[i] === first[i]));
  const end = runOf((i) => i < shortest - 1 - start && words.every((own) => own.at(-1 - i) === first.at(-1 - i)));
  const cut = words.map((own) => own.slice(start, own.length - end).join(" "));
  const shared = [first.slice(0, start).join(" "), first.slice(first.length - end).join(" ")];
  return { names: cut, shared: shared.filter((text) => text !== "") };
}

/** How many places from 0 on hold. */
function runOf(holds: (place: number) => boolean): number {
  let place = 0;
  while (holds(place)) place++;
  return place;
}

/** Says which words all names share, for a caption; empty when there are none. */
export function sharedWords(shared: readonly string[]): string {
  if (shared.length === 0) return "";
  return ` All names ${shared.map((text, i) => i === 0 ? `have “${text}”` : `“${text}”`).join(" and ")} besides.`;
}

/** A share as a percentage; what is not quite all is not told as 100 %. */
export function percent(share: number): string {
  const value = share * 100;
  if (value >= 99.5 && value < 100) return `${Math.min(99.9, Number(value.toFixed(1)))} %`;
  return `${value !== 0 && Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** Pixels that the longest of some names takes beside an axis, at 11 pixels a letter's height. */
export function labelRoom(names: readonly string[]): number {
  return 16 + Math.ceil(6.8 * Math.max(0, ...names.map((name) => [...name].length)));
}

/** A count with its noun. */
export function countOf(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A text that ECharts does not take for a template such as `{b}`. */
export function literal(text: string): string {
  return text.replaceAll("{", "(").replaceAll("}", ")");
}
