import { openSqliteLedger } from "../history/sqlite.ts";
import { insightsContract } from "./contract.ts";

insightsContract("openSqliteLedger", async () => {
  const ledger = await openSqliteLedger(":memory:");
  return { ledger, dispose: () => ledger.history.close() };
});
