import assert from "node:assert/strict";
import type { LogFields, Logger } from "../infra/log.ts";
import { deferredLogger } from "./deferred_logger.ts";

function recorder(): { readonly logger: Logger; readonly records: unknown[] } {
  const records: unknown[] = [];
  const keep = (level: string) => (message: string, fields?: LogFields) => records.push([level, message, fields]);
  const logger: Logger = {
    debug: keep("debug"),
    info: keep("info"),
    warning: keep("warning"),
    error: keep("error"),
    with: () => logger,
  };
  return { logger, records };
}

Deno.test("deferredLogger: keeps records in order until the real logger is there, then hands them on", () => {
  const log = deferredLogger();
  const { logger, records } = recorder();
  const step = log.with({ step: "a" }).with({ try: 1 });
  step.info("one", { rows: 3 });
  log.warning("two");
  assert.deepEqual(records, []);
  log.connect(logger);
  step.error("three", { step: "b" });
  assert.deepEqual(records, [
    ["info", "one", { step: "a", try: 1, rows: 3 }],
    ["warning", "two", {}],
    ["error", "three", { step: "b", try: 1 }],
  ]);
});
