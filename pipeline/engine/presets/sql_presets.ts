import type { Database } from "../../../infra/database.ts";
import { Problem } from "../../../infra/errors.ts";
import type { LaunchPreset, PresetChange, Presets } from "./presets.ts";

type Row = Readonly<Record<string, string | number>>;

const columns = "job, name, request, created_at, created_by, changed_at, changed_by";

/** Presets in the history's database. */
export class SqlPresets implements Presets {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async list(job: string): Promise<readonly LaunchPreset[]> {
    const sql = `SELECT ${columns} FROM launch_presets WHERE job = ? ORDER BY name`;
    return (await this.#db.all<Row>(sql, [job])).map(presetOf);
  }

  async get(job: string, name: string): Promise<LaunchPreset | undefined> {
    const sql = `SELECT ${columns} FROM launch_presets WHERE job = ? AND name = ?`;
    const row = await this.#db.get<Row>(sql, [job, name]);
    return row === undefined ? undefined : presetOf(row);
  }

  save(
    { job, name, request }: Pick<LaunchPreset, "job" | "name" | "request">,
    { at, by }: PresetChange,
  ): Promise<boolean> {
    return this.#db.transaction(async (db) => {
      const text = JSON.stringify(request);
      const update = "UPDATE launch_presets SET request = ?, changed_at = ?, changed_by = ? WHERE job = ? AND name = ?";
      if (await db.run(update, [text, at, by, job, name]) > 0) return false;
      await db.run(`INSERT INTO launch_presets (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`, [
        ...[job, name, text],
        ...[at, by, at, by],
      ]);
      return true;
    }, { exclusive: "presets" });
  }

  rename(
    { job, name }: { readonly job: string; readonly name: string },
    to: string,
    { at, by }: PresetChange,
  ): Promise<boolean> {
    return this.#db.transaction(async (db) => {
      const find = "SELECT 1 AS found FROM launch_presets WHERE job = ? AND name = ?";
      if (to !== name && await db.get(find, [job, to]) !== undefined) {
        throw new Problem("usage", `Cannot rename the preset "${name}": there is one with the name "${to}"`, {
          place: "name",
          remedy: "Give another name, or delete the other preset first.",
        });
      }
      const sql = "UPDATE launch_presets SET name = ?, changed_at = ?, changed_by = ? WHERE job = ? AND name = ?";
      return await db.run(sql, [to, at, by, job, name]) > 0;
    }, { exclusive: "presets" });
  }

  async remove(job: string, name: string): Promise<boolean> {
    return await this.#db.run("DELETE FROM launch_presets WHERE job = ? AND name = ?", [job, name]) > 0;
  }
}

function presetOf(row: Row): LaunchPreset {
  return {
    job: row["job"] as string,
    name: row["name"] as string,
    request: JSON.parse(row["request"] as string),
    createdAt: row["created_at"] as number,
    createdBy: row["created_by"] as string,
    changedAt: row["changed_at"] as number,
    changedBy: row["changed_by"] as string,
  };
}
