/** Something that is found by its words. */
export interface Searchable {
  readonly title: string;
  /** Counts less than the title. */
  readonly detail?: string | undefined;
}

/**
 * How well a text fits: 0 where a word of it is found nowhere, at most 100. The whole title stands before its begin, that
 * before the begin of one of its parts, initials (`fpj` of `full_pipeline_job`), any place, letters in order with others
 * between them, and the detail; of equals the shorter title is better.
 */
export function rank(text: string, { title, detail = "" }: Searchable): number {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return 0;
  const [name, more] = [title.toLowerCase(), detail.toLowerCase()];
  if (name === words.join(" ")) return 100;
  let sum = 0;
  for (const word of words) {
    const points = pointsIn(name, word) || (more.includes(word) ? 15 : 0);
    if (points === 0) return 0;
    sum += points;
  }
  return Math.max(1, sum / words.length - Math.min(8, name.length / 12));
}

/** Those that fit, best first; equals stay in their order. */
export function best<Item extends Searchable>(text: string, items: Iterable<Item>, most: number): readonly Item[] {
  const found: { readonly item: Item; readonly score: number }[] = [];
  for (const item of items) {
    const score = rank(text, item);
    if (score > 0) found.push({ item, score });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, most).map(({ item }) => item);
}

function pointsIn(name: string, word: string): number {
  if (name === word) return 99;
  if (name.startsWith(word)) return 85;
  const parts = name.split(/[^\p{L}\p{N}]+/u);
  if (parts.some((part) => part.startsWith(word))) return 70;
  if (word.length > 1 && parts.map((part) => part[0] ?? "").join("").includes(word)) return 55;
  if (name.includes(word)) return 45;
  return word.length > 2 ? scattered(name, word) : 0;
}

/** Letters in order: fewer points the wider they are spread, none when they lie too far apart to be meant. */
function scattered(name: string, word: string): number {
  let [at, first] = [-1, -1];
  for (const letter of word) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return 0;
    if (first < 0) first = at;
  }
  const spread = at - first + 1 - word.length;
  return spread > word.length ? 0 : 35 - 10 * (spread / word.length);
}
