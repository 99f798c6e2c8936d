import { openSqliteLedger } from "../history/sqlite.ts";
import { retentionContract } from "./contract.ts";

retentionContract("sweep on SQLite", async () => {
  const ledger = await openSqliteLedger(":memory:");
  return { ledger, dispose: () => ledger.history.close() };
});
