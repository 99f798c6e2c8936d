import type { Queries } from "../../../infra/database.ts";
import type { InputVersion } from "../history.ts";
import type { RunId } from "../types.ts";
import type { DoomedValue } from "./retained.ts";

const pageSize = 500;
const day = 86_400_000;

interface ValueRow {
  readonly id: number;
  readonly version: string;
  readonly run: RunId;
  readonly known: string | null;
  readonly asset: string;
  readonly partition: string | null;
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
}

/** Values that nobody refers to once the runs in `gone` are gone, oldest first. */
export async function* doomedValues(
  db: Queries,
  gone: ReadonlySet<RunId>,
  { now }: { readonly now: number },
): AsyncGenerator<DoomedValue> {
  const inputs = await inputsOfNewest(db);
  const living = await oldestLiving(db, now);
  for (let after = -1;;) {
    const page = await db.all<ValueRow>(
      `SELECT made.id, made.version, made.run, runs.id AS known, made.asset, made.partition, made.path, made.hash, made.bytes
         FROM materializations AS made LEFT JOIN runs ON runs.id = made.run
         WHERE made.id > ? ORDER BY made.id LIMIT ${pageSize}`,
      [after],
    );
    for (const row of page) {
      if (row.known !== null && !gone.has(row.run)) continue;
      if (await isNeeded(db, row, gone, living)) continue;
      // Of versions with the same content the newest is enough.
      const isInput = inputs.has(inputKey(row.asset, row.partition, row.hash));
      if (isInput && (await newer(db, row, "AND hash = :hash")).length === 0) continue;
      const { version, asset, partition, path, bytes } = row;
      yield { version, asset, ...(partition === null ? {} : { partition }), path, bytes };
    }
    if (page.length < pageSize) return;
    after = page.at(-1)!.id;
  }
}

/** The newest two, what a kept run took, and what a run that lives may have begun to read are needed. */
async function isNeeded(db: Queries, row: ValueRow, gone: ReadonlySet<RunId>, living: number): Promise<boolean> {
  if (await db.get("SELECT version FROM latest WHERE version = ?", [row.version]) !== undefined) return true;
  const [next, second] = await newer(db, row);
  if (next === undefined || second === undefined || next.created_at >= living) return true;
  const takers = await db.all<{ readonly run: RunId }>(
    "SELECT run FROM steps WHERE version = ? AND status = 'reused'",
    [row.version],
  );
  return takers.some(({ run }) => !gone.has(run));
}

/** The two versions after this one. */
function newer(db: Queries, { id, asset, partition, hash }: ValueRow, condition: "" | "AND hash = :hash" = "") {
  const same = partition === null ? "partition IS NULL" : "partition = :partition";
  return db.all<{ readonly created_at: number }>(
    `SELECT created_at FROM materializations WHERE asset = :asset AND ${same} AND id > :id ${condition}
       ORDER BY id LIMIT 2`,
    { asset, id, ...(partition === null ? {} : { partition }), ...(condition === "" ? {} : { hash }) },
  );
}

/** Content that the newest values were made from. */
async function inputsOfNewest(db: Queries): Promise<ReadonlySet<string>> {
  const rows = await db.all<{ readonly inputs: string }>(
    "SELECT inputs FROM latest JOIN materializations AS made ON made.version = latest.version",
  );
  const keys = new Set<string>();
  for (const { inputs } of rows) {
    for (const { asset, partition, version } of JSON.parse(inputs) as readonly InputVersion[]) {
      keys.add(inputKey(asset, partition ?? null, version));
    }
  }
  return keys;
}

function inputKey(asset: string, partition: string | null, hash: string): string {
  return JSON.stringify([asset, partition, hash]);
}

/** When the oldest run that lives was made; one that was silent for a day does not live. */
async function oldestLiving(db: Queries, now: number): Promise<number> {
  const row = await db.get<{ readonly at: number | null }>(
    `SELECT min(created_at) AS at FROM runs WHERE status = 'queued' OR (status IN ('starting', 'running')
       AND coalesce(heartbeat_at, started_at, created_at) > ?)`,
    [now - day],
  );
  return row?.at ?? Number.MAX_SAFE_INTEGER;
}
