import type { Database, Queries } from "../../../infra/database.ts";
import type { HistoryBatch, Origin } from "../history.ts";
import { damagedHistory, isSound, withChecksum } from "./checksums.ts";
import type { Row } from "./rows.ts";

/** Records what values were made from; called in a transaction, after the values. */
export async function writeOrigins(db: Queries, { origins = [], settings = {} }: HistoryBatch): Promise<void> {
  for (const [digest, body] of Object.entries(settings)) {
    await db.run(
      `INSERT INTO settings_texts (digest, body, checksum) VALUES (:digest, :body, :checksum)
       ON CONFLICT (digest) DO NOTHING`,
      withChecksum("settings_texts", { digest, body }),
    );
  }
  for (const { version, origin } of origins) {
    await db.run(
      "INSERT INTO origins (version, body, checksum) VALUES (:version, :body, :checksum)",
      withChecksum("origins", { version, body: JSON.stringify(origin) }),
    );
  }
}

/** What a value was made from. @throws {Problem} when the row is damaged */
export async function readOrigin(db: Database, version: string): Promise<Origin | undefined> {
  const row = await db.get<Row>("SELECT version, body, checksum FROM origins WHERE version = ?", [version]);
  if (row === undefined) return undefined;
  if (isSound("origins", row)) return JSON.parse(row.body as string) as Origin;
  throw damagedHistory(db.name, 'a row of "origins" is not as it was written');
}

/** Settings by their digest. @throws {Problem} when the row is damaged */
export async function readSettings(db: Database, digest: string): Promise<string | undefined> {
  const row = await db.get<Row>("SELECT digest, body, checksum FROM settings_texts WHERE digest = ?", [digest]);
  if (row === undefined) return undefined;
  if (isSound("settings_texts", row)) return row.body as string;
  throw damagedHistory(db.name, 'a row of "settings_texts" is not as it was written');
}
