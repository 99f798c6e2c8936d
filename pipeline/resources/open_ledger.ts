import { exists } from "../../infra/mod.ts";
import { type Ledger, openPostgresLedger, openSqliteLedger, readPostgresLedger } from "../engine/mod.ts";
import type { Settings } from "./settings.ts";

/**
 * Opens the ledger that `history` of the configuration names, and makes or migrates it if need be.
 *
 * @throws {Problem} when it cannot be opened or belongs to a newer program
 */
export async function openLedger(history: Settings["history"]): Promise<Ledger> {
  switch (history.kind) {
    case "sqlite":
      return await openSqliteLedger(history.path);
    case "postgres":
      return await openPostgresLedger(history.url, schemaOf(history));
    default:
      return history satisfies never;
  }
}

/**
 * Opens the ledger for reading; undefined where nothing was ever recorded.
 *
 * @throws {Problem} when it cannot be opened or its schema is another one
 */
export async function readLedger(history: Settings["history"]): Promise<Ledger | undefined> {
  if (history.kind === "postgres") return await readPostgresLedger(history.url, schemaOf(history));
  return await exists(history.path) ? await openSqliteLedger(history.path, { readOnly: true }) : undefined;
}

function schemaOf({ schema }: { readonly schema: string | null }): { readonly schema?: string } {
  return schema === null ? {} : { schema };
}
