import type { Clock } from "../../infra/clock.ts";
import { Problem } from "../../infra/errors.ts";
import { type Confined, ConfinedQueries, databaseWords } from "./confined.ts";

/** Begin and end of a place in a text, in UTF-16 units; the end is behind the last one. */
export type TextSpan = readonly [begin: number, end: number];

/** Finds expressions in texts, in time that grows with their length only, whatever the expression. */
export interface TextSearch {
  /**
   * Where an expression is found in each text, in capital or small letters; undefined where it is not.
   *
   * @param expression in the syntax of RE2: nothing that looks back or ahead
   * @throws {Problem} of kind usage when it is none
   */
  find(
    expression: string,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly (readonly TextSpan[] | undefined)[]>;
}

/** Characters that no text has and that stand around what was found. */
const [before, behind] = ["\u0001", "\u0002"];

/** A search by regular expressions; nothing is open between calls. */
export function openTextSearch({ clock }: { readonly clock: Clock }): TextSearch {
  const queries = new ConfinedQueries({ folders: [], temporary: "", clock, memory: "256MB", seconds: 20 });
  return {
    find: (expression, texts, signal) => queries.run((confined) => findIn(confined, expression, texts), { signal }),
  };
}

// The database's engine of expressions never tries a text twice; that of the language can take hours for 30 characters.
async function findIn(
  { session, signal }: Confined,
  expression: string,
  texts: readonly string[],
): Promise<readonly (readonly TextSpan[] | undefined)[]> {
  // deno-lint-ignore no-control-regex -- what must not be taken for a mark
  const clean = texts.map((text) => text.toWellFormed().replaceAll(/[\0\u0001\u0002]/g, " "));
  const sql = `
    SELECT place, regexp_replace(text, $expression, $marked, 'gi') AS text
    FROM (SELECT unnest(texts) AS text, unnest(range(len(texts))) AS place
          FROM (SELECT from_json($texts, '["VARCHAR"]') AS texts))
    WHERE regexp_matches(text, $expression, 'i')`;
  const marked = `${before}\\0${behind}`;
  const params = { expression: expression.toWellFormed(), marked, texts: JSON.stringify(clean) };
  const found: (readonly TextSpan[] | undefined)[] = texts.map(() => undefined);
  try {
    const rows = await session.rows<{ place: number | bigint; text: string }>(sql, params, { signal });
    for (const { place, text } of rows) found[Number(place)] = spansOf(text);
    return found;
  } catch (error) {
    signal.throwIfAborted();
    const [, words] = /^Invalid Input Error: (.+)/.exec(databaseWords(error)) ?? [];
    if (words === undefined) throw error;
    throw new Problem("usage", `Cannot search for the expression: ${words.replace(/ in the statement: .*$/s, "")}`, {
      place: "text",
      remedy:
        "Expressions are those of RE2: no look-around, no backreferences. A \\ before a character takes it literally.",
      cause: error,
    });
  }
}

/** Places between the marks, as they are without the marks. */
function spansOf(marked: string): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let [at, begin] = [0, 0];
  // deno-lint-ignore no-control-regex -- the marks
  for (const part of marked.split(/([\u0001\u0002])/)) {
    if (part === before) begin = at;
    else if (part !== behind) at += part.length;
    else if (at > begin) spans.push([begin, at]);
  }
  return spans;
}
