import { isFields } from "./json.ts";
import type { Json } from "./types.ts";

/** Characters of a message that are kept. */
const longestMessage = 2_000;
/** Characters of one text in a sample. */
const longestText = 200;
/** Items of one list, fields of one object. */
const mostItems = 50;
/** Characters of a whole sample as JSON. */
const longestSample = 4_000;

/** A text that is not too long to be kept; secrets were taken out before, so that none is cut in two. */
export function boundedText(text: string, most: number = longestMessage): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/**
 * An offending row that is not too large to be kept: long texts are cut, of long lists and wide rows the first items are kept. Numbers,
 * booleans and null stay what they are.
 */
export function boundedSample(sample: Json): Json {
  const small = bounded(sample);
  const text = JSON.stringify(small);
  return text.length <= longestSample ? small : boundedText(text, longestSample);
}

function bounded(value: Json): Json {
  if (typeof value === "string") return boundedText(value, longestText);
  if (Array.isArray(value)) {
    const kept = value.slice(0, mostItems).map(bounded);
    return value.length > mostItems ? [...kept, `… ${value.length - mostItems} more`] : kept;
  }
  if (!isFields(value)) return value;
  const entries = Object.entries(value);
  const kept = entries.slice(0, mostItems).map(([key, item]) =>
    [boundedText(key, longestText), bounded(item)] as const
  );
  const more = entries.length - kept.length;
  return Object.fromEntries(more > 0 ? [...kept, ["…", `${more} more`] as const] : kept);
}
