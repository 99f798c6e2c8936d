/** An element that {@link elementsOf} found. */
export interface MarkupElement {
  readonly name: string;
  /** With those of the groups (`g`) around it. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Text directly inside, entities resolved. */
  readonly text: string;
}

const token =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>|([^<]+)|(<)/gi;

/**
 * Reads well-formed markup strictly: every element closed in order, attributes quoted, no loose `<`.
 *
 * @param empty Elements that are never closed, such as `meta` in HTML
 * @throws {SyntaxError} with the place of what is wrong
 */
export function elementsOf(markup: string, empty: readonly string[] = []): readonly MarkupElement[] {
  const open: { name: string; attributes: Readonly<Record<string, string>>; text: string }[] = [];
  const found: MarkupElement[] = [];
  for (const { 0: whole, 1: end, 2: name, 3: inner, 4: closed, 5: text, 6: loose, index } of markup.matchAll(token)) {
    if (loose !== undefined) throw new SyntaxError(`loose "<": ${markup.slice(index, index + 60)}`);
    if (text !== undefined && open.length > 0) open.at(-1)!.text += resolved(text);
    if (name === undefined) continue;
    if (end === "/") {
      const top = open.pop();
      if (top?.name !== name) throw new SyntaxError(`"${whole}" closes "${top?.name}" at ${index}`);
      found.push(top);
      continue;
    }
    // What a group says holds for its marks.
    const group = open.at(-1)?.name === "g" ? open.at(-1)!.attributes : {};
    const element = { name, attributes: { ...group, ...attributesOf(inner ?? "") }, text: "" };
    if (closed === "/" || empty.includes(name)) found.push(element);
    else open.push(element);
  }
  if (open.length > 0) throw new SyntaxError(`"${open.at(-1)!.name}" is not closed`);
  return found;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, resolved(value ?? "")]));
}

function resolved(text: string): string {
  return text.replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => {
    const signs: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
    return signs[entity] ?? "&";
  });
}
