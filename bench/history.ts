import { join } from "node:path";
import { measureEvents } from "./history/events.ts";
import { measureSizes } from "./history/sizes.ts";
import { postgresPrograms, withPostgres } from "../tests/helpers/postgres.ts";
import { openPostgresLedger, openSqliteLedger } from "../pipeline/engine/mod.ts";

/**
 * Pages of events of a run with many, and what runs take, on both databases. Prints JSON.
 * @param args events (default 1,000,000)
 */
async function main([events = "1000000"]: readonly string[]): Promise<void> {
  const count = Number(events);
  const folder = await Deno.makeTempDir({ dir: "tmp", prefix: "history-bench-" });
  try {
    {
      const { history } = await openSqliteLedger(join(folder, "events.sqlite"));
      await using _history = history;
      print({ database: "sqlite", ...await measureEvents(history, count) });
    }
    print({ database: "sqlite", ...await measureSizes({ kind: "sqlite", folder }) });
    if (postgresPrograms() === undefined) return print({ database: "postgres", skipped: "not installed" });
    await withPostgres(async ({ url, sql }) => {
      const { history } = await openPostgresLedger(url, { schema: "events" });
      await using _history = history;
      print({ database: "postgres", ...await measureEvents(history, count) });
      print({ database: "postgres", ...await measureSizes({ kind: "postgres", folder, url, sql }) });
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function print(value: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}

if (import.meta.main) {
  await main(Deno.args);
  Deno.exit();
}
