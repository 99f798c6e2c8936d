import { openSqliteLedger } from "../history/sqlite.ts";
import { accountsContract } from "./contract.ts";

accountsContract("openSqliteLedger", async () => {
  const { accounts, history } = await openSqliteLedger(":memory:");
  return { accounts, dispose: () => history.close() };
});
