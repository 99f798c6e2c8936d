import { openSqliteLedger } from "../history/sqlite.ts";
import { presetsContract } from "./contract.ts";

presetsContract("openSqliteLedger", async () => {
  const { presets, history } = await openSqliteLedger(":memory:");
  return { presets, dispose: () => history.close() };
});
