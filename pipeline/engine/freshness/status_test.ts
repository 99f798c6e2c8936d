import assert from "node:assert/strict";
import { openPolicy } from "./status.ts";

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);

Deno.test("openPolicy: within so many hours; a fifth before the end it is at risk, from the end on late", async () => {
  const { stateAt } = await openPolicy({ within: 10 * hour });
  const deadline = 10 * hour;
  assert.deepEqual(stateAt(0, undefined), { status: "unknown" });
  assert.deepEqual(stateAt(8 * hour - 1, 0), { status: "fresh", deadline });
  assert.deepEqual(stateAt(8 * hour, 0), { status: "at_risk", deadline });
  assert.deepEqual(stateAt(10 * hour, 0), { status: "late", deadline });
});

Deno.test("openPolicy: by six o'clock on weekdays in Berlin, made at most three hours before", async () => {
  const { stateAt } = await openPolicy({ within: 3 * hour, cron: "0 6 * * MON-FRI", timeZone: "Europe/Berlin" });
  // Friday 2026-03-27 05:00 in Berlin (CET) is 04:00 UTC; the next time that it does not do for is Monday's, 06:00 CEST.
  const made = at("2026-03-27T04:00Z");
  const monday = at("2026-03-30T04:00Z");
  assert.deepEqual(stateAt(at("2026-03-29T12:00Z"), made), { status: "fresh", deadline: monday });
  assert.deepEqual(stateAt(monday - 0.2 * 3 * hour, made), { status: "at_risk", deadline: monday });
  assert.deepEqual(stateAt(monday, made), { status: "late", deadline: monday });
  // Made too early on Friday: late at six.
  assert.equal(stateAt(at("2026-03-27T05:00Z"), at("2026-03-27T01:59Z")).status, "late");
  // Exactly three hours before still does.
  assert.equal(stateAt(at("2026-03-27T05:00Z"), at("2026-03-27T02:00Z")).status, "fresh");
});
