import { manualClock } from "../../../infra/clock.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { advanceBackfills } from "./service.ts";
import { lettersProject } from "./testing.ts";

/** As a program: keeps the backfills of a file going until there is none left, and prints a line for each point of each look. */
async function main([folder = ""]: readonly string[]): Promise<void> {
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  await using _history = ledger.history;
  const out = new TextEncoder();
  const options = {
    project: lettersProject(),
    ledger,
    environment: "test",
    clock: manualClock(2_000),
    onPoint: (point: string) => void Deno.stdout.writeSync(out.encode(`${point}\n`)),
  };
  do await advanceBackfills(options); while (
    (await ledger.coordination.backfills.backfills({ statuses: ["running", "canceling"] })).length > 0
  );
}

if (import.meta.main) await main(Deno.args);
