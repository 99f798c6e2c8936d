import { manualClock } from "../../../infra/clock.ts";
import { openSqlite } from "../../../infra/sqlite.ts";
import { sqliteDatabase } from "../../../infra/sqlite_database.ts";
import { automated, schedule } from "../automation/testing.ts";
import type { AutomationOptions } from "../automation/options.ts";
import type { AutomationKind } from "../coordination.ts";
import { SqlCoordination } from "../coordination/sql_coordination.ts";
import { SqlHistory } from "../history/sql_history.ts";
import { ScheduleEvaluator } from "../schedules/evaluator.ts";
import { SensorEvaluator } from "../sensors/evaluator.ts";
import { defineSensor } from "../sensors/sensor.ts";
import { watchedDatabase } from "./failing_database.ts";

/** Names of what {@link evaluateOnce} evaluates. */
export const tickNames = { schedule: "nightly", sensor: "orders" } as const;

/** Evaluates a schedule that fires at midnight, or a sensor that asks for one run, once. */
export async function evaluateOnce(kind: AutomationKind, options: Omit<AutomationOptions, "project" | "environment">) {
  const environment = "test";
  if (kind === "schedule") {
    const project = automated({ schedules: [schedule({ catchUp: "latest" })] });
    await new ScheduleEvaluator({ ...options, project, environment }).evaluate();
    return;
  }
  const orders = defineSensor({
    name: tickNames.sensor,
    job: "all",
    defaultRunning: true,
    description: "For tests.",
    evaluate: ({ cursor }) =>
      cursor === "1" ? { skipReason: "no new order" } : { cursor: "1", runRequests: [{ runKey: "order 1" }] },
  });
  await new SensorEvaluator({ ...options, project: automated({ sensors: [orders] }), environment }).evaluate();
}

/** As a program: evaluates once and dies, as by the power going, at a named point or at the n-th statement of transactions. */
async function main([folder = "", kind = "", now = "", point = ""]: readonly string[]): Promise<void> {
  const reach = (reached: string) => {
    if (reached === point) Deno.kill(Deno.pid, "SIGKILL");
  };
  let statements = 0;
  using raw = openSqlite(`${folder}/history.sqlite`);
  const database = sqliteDatabase(raw);
  const watched = watchedDatabase(database, () => reach(String(++statements)));
  const ledger = { history: new SqlHistory(database), coordination: new SqlCoordination(watched) };
  await evaluateOnce(kind as AutomationKind, { ledger, clock: manualClock(Number(now)), onPoint: reach });
}

if (import.meta.main) await main(Deno.args);
