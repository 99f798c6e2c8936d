import assert from "node:assert/strict";
import { silentLogger } from "../../infra/log.ts";
import { mostLogEvents, stepLog } from "./step_log.ts";

function capture(redact = (text: string) => text) {
  const events: { level: string; message: string; fields: unknown }[] = [];
  const log = stepLog("s", { base: silentLogger, redact, keep: (event) => events.push(event) });
  return { log, events };
}

Deno.test("stepLog: info and above become events, debug does not", () => {
  const { log, events } = capture();
  log.logger.debug("a");
  log.logger.info("b");
  log.logger.warning("c");
  log.logger.error("d");
  assert.deepEqual(events.map(({ level, message }) => `${level} ${message}`), ["info b", "warning c", "error d"]);
});

Deno.test("stepLog: fields of with and of the record are kept, secrets hidden", () => {
  const { log, events } = capture((text) => text.replaceAll("key1", "***"));
  log.logger.with({ part: "x key1" }).info("used key1", { size: 3n });
  assert.deepEqual(events[0], {
    kind: "log",
    step: "s",
    level: "info",
    message: "used ***",
    fields: { part: "x ***", size: 3 },
  } as unknown);
});

Deno.test("stepLog: after the most records one more says that the rest is left out", () => {
  const { log, events } = capture();
  for (let n = 0; n < mostLogEvents + 50; n++) log.logger.info(`${n}`);
  assert.equal(events.length, mostLogEvents + 1);
  assert.match(events.at(-1)!.message, /left out/);
});

Deno.test("stepLog: nothing is kept after it was closed", () => {
  const { log, events } = capture();
  log.close();
  log.logger.with({ a: 1 }).error("late");
  assert.deepEqual(events, []);
});
