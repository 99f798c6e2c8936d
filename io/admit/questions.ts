import type { QueryOptions, Session } from "../duckdb/mod.ts";

/** Questions in one statement: each statement costs a turn of the event loop, and a very long one is slow to plan. */
const questionsAtOnce = 64;

/** Answers yes-or-no questions, SQL conditions each, in order; NULL is no. */
export async function askAll(
  session: Session,
  questions: readonly string[],
  options: QueryOptions,
): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  for (let at = 0; at < questions.length; at += questionsAtOnce) {
    const part = questions.slice(at, at + questionsAtOnce);
    const row = await session.row<Record<string, boolean | null>>(
      `SELECT ${part.map((question, i) => `${question} AS q${i}`).join(", ")}`,
      [],
      options,
    );
    answers.push(...part.map((_, i) => row?.[`q${i}`] === true));
  }
  return answers;
}
