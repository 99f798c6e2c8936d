import type { Queries } from "../../../infra/database.ts";
import type { Migration, MigrationQuery } from "../../../infra/migrate.ts";
import type { RunRecord } from "../history.ts";
import { insertRows } from "../coordination/insert_rows.ts";
import * as rows from "./rows.ts";
import { isOwnLabel, labelText, personLabel, personOf, triggerLabel, triggerOf } from "./run_choice.ts";

/** What is indexed of runs: their tags, and what asked for them. */
export function labelRows(run: Pick<RunRecord, "id" | "tags" | "request">): readonly rows.Row[] {
  const texts = new Map([[triggerLabel, triggerOf(run) as string]]);
  const person = personOf(run);
  if (person !== undefined) texts.set(personLabel, labelText(person));
  for (const [name, value] of Object.entries(run.tags)) {
    if (!isOwnLabel(name)) texts.set(labelText(name), labelText(value));
  }
  return [...texts].map(([name, value]) => ({ name, value, run: run.id }));
}

/** Indexes new runs; called in a transaction. */
export async function writeLabels(
  db: Queries,
  runs: readonly Pick<RunRecord, "id" | "tags" | "request">[],
): Promise<void> {
  await insertRows(db, "run_labels", ["name", "value", "run"], runs.flatMap(labelRows));
}

/** Indexes a run anew whose tags or request changed; called in a transaction. */
export async function replaceLabels(db: Queries, run: Pick<RunRecord, "id" | "tags" | "request">): Promise<void> {
  await db.run("DELETE FROM run_labels WHERE run = ?", [run.id]);
  await writeLabels(db, [run]);
}

/** Runs are found by label, and by what asked for them, without looking at all of them. */
export const labelsMigration: Omit<Migration, "version"> = {
  name: "labels of runs",
  sql: `
    CREATE TABLE run_labels (
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      PRIMARY KEY (name, value, run)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_labels_by_run ON run_labels (run);
  `,
  work: fillLabels,
};

const pageSize = 500;

function* fillLabels(): Generator<MigrationQuery, void, readonly rows.Row[]> {
  for (let last = "";;) {
    const sql = `SELECT id, tags, request FROM runs WHERE id > ? ORDER BY id LIMIT ${pageSize}`;
    const page: readonly rows.Row[] = yield { sql, parameters: [last] };
    for (const { id, tags, request } of page) {
      const run = { id: String(id), tags: parsed(tags), request: parsed(request) };
      for (const { name, value } of labelRows(run)) {
        const insert = "INSERT INTO run_labels (name, value, run) VALUES (?, ?, ?)";
        yield { sql: insert, parameters: [name!, value!, run.id] };
      }
    }
    if (page.length < pageSize) return;
    last = String(page.at(-1)!["id"]);
  }
}

/** What a damaged row holds is told by whoever reads it; the others get their labels all the same. */
function parsed(text: unknown): Record<string, string> {
  try {
    return JSON.parse(String(text));
  } catch {
    return {};
  }
}
