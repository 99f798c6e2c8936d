import { manualClock } from "../../../infra/clock.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { ScheduleEvaluator } from "../schedules/evaluator.ts";
import { automated, schedule } from "./testing.ts";

/** As a program: catches up the ticks of every minute until `now` and prints a line for each point of each. */
async function main([folder = "", now = "0"]: readonly string[]): Promise<void> {
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  await using _history = ledger.history;
  const minutely = schedule({ cron: "* * * * *", overlap: "allow", catchUp: { kind: "all", cap: 1000 } });
  const out = new TextEncoder();
  await new ScheduleEvaluator({
    project: automated({ schedules: [minutely] }),
    ledger,
    environment: "test",
    clock: manualClock(Number(now)),
    onPoint: (point) => void Deno.stdout.writeSync(out.encode(`${point}\n`)),
  }).evaluate();
}

if (import.meta.main) await main(Deno.args);
