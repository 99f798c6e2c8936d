import { type ManualClock, manualClock } from "../../../infra/clock.ts";
import { type Channel, DeliveryError } from "../../../infra/monitoring/mod.ts";
import type { HistoryBatch, RunRecord } from "../history.ts";
import type { Ledger } from "../history/ledger.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import type { ErrorRecord, RunStatus } from "../types.ts";
import type { JudgeOptions } from "./judge.ts";
import type { AlertRule } from "./rules.ts";

/** Begin of the tests' time: a Monday. */
export const start = Date.UTC(2026, 0, 5, 12);

/** An error with place and remedy; for tests. */
export const exampleError: ErrorRecord = {
  name: "Problem",
  kind: "data",
  message: 'Cannot read "a.csv": it is empty',
  place: "a.csv:1:1",
  remedy: "Give a file with rows.",
  causes: [],
};

/** A ledger in memory with a clock, and what tests do with it. */
export interface TestLedger extends Ledger, AsyncDisposable {
  readonly clock: ManualClock;
  /** Records a run that ended now. */
  ended(id: string, status: RunStatus, more?: Partial<RunRecord>, batch?: HistoryBatch): Promise<void>;
  /** Title and channel of each message, oldest first. */
  told(): Promise<readonly string[]>;
  judging(rules: readonly Partial<AlertRule>[], more?: Partial<JudgeOptions>): JudgeOptions;
}

/** Opens a {@link TestLedger}. */
export async function testLedger(ledger?: Ledger): Promise<TestLedger> {
  const opened = ledger ?? await openSqliteLedger(":memory:");
  const { history, outbox } = opened;
  const clock = manualClock(start);
  return {
    ...opened,
    clock,
    async ended(id, status, more = {}, batch = {}) {
      const time = clock.now();
      const run = { id, job: "weather", environment: "prod", status, tags: {}, request: {}, createdAt: time - 60_000 };
      await history.createRun({ ...run, startedAt: time - 60_000, endedAt: time, ...more });
      await history.write(id, batch);
    },
    async told() {
      const found = await outbox.list();
      return found.map(({ channel, body }) => `${channel}: ${JSON.parse(body).title}`).reverse();
    },
    judging: (rules, more = {}) => ({
      rules: rules.map((rule, i) => ({ ...plainRule, name: `rule${i}`, ...rule })),
      environment: "prod",
      clock,
      redact: (text) => text.replaceAll("canary", "[redacted]"),
      ...more,
    }),
    [Symbol.asyncDispose]: () => history.close(),
  };
}

const plainRule: AlertRule = {
  name: "rule",
  events: ["run_failed", "run_canceled", "run_recovered", "check_failed", "tick_failed", "run_late"],
  level: "debug",
  jobs: [],
  tags: {},
  finalRetryOnly: true,
  dedupe: 0,
  mute: [],
  channels: ["ops"],
};

/** A channel that keeps what it takes, and fails as long as `fault` gives an error; for tests. */
export function fakeChannel(
  name: string,
  fault: (count: number) => DeliveryError | Error | undefined = () => undefined,
): Channel<unknown> & { readonly taken: unknown[]; readonly tries: number } {
  const taken: unknown[] = [];
  let tries = 0;
  return {
    ...{ name, taken },
    get tries() {
      return tries;
    },
    send(message) {
      const error = fault(++tries);
      if (error !== undefined) return Promise.reject(error);
      taken.push(message);
      return Promise.resolve();
    },
  };
}

/** A passing fault of a channel. */
export const busy = new DeliveryError("it answered 503");
