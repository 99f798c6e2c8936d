import assert from "node:assert/strict";
import { createApp } from "../../app.tsx";
import type { Backend } from "../../backend.ts";
import { manualClock } from "../../../infra/clock.ts";
import {
  defineAsset,
  defineJob,
  defineProject,
  defineSchedule,
  defineSensor,
  record,
  type SensorContext,
} from "../../../pipeline/engine/mod.ts";
import { exampleBackend } from "../../testing/backend.ts";

const nasty = '<img src=x onerror="alert(1)">';
/** The evening before the clocks of Berlin go forward. */
const now = Date.UTC(2026, 2, 28, 20);

function look({ cursor }: SensorContext) {
  if (cursor === "broken") throw new TypeError(`${nasty} is gone`);
  return cursor === undefined ? { cursor: nasty, runRequests: [{ runKey: nasty }] } : { skipReason: `seen ${nasty}` };
}

function project() {
  const facts = record({ parse: (input: unknown) => input });
  const asset = defineAsset({ name: "orders", group: "g", description: "Orders.", kind: facts, compute: () => null });
  return defineProject({
    assets: [asset],
    jobs: [defineJob({ name: "orders_job", selection: "*", description: "Orders." })],
    schedules: [
      defineSchedule({
        ...{ name: "nightly", job: "orders_job", cron: "30 2 * * *", timezone: "Europe/Berlin", description: nasty },
        ...{ tags: { team: nasty }, defaultRunning: true },
      }),
      defineSchedule({ name: "yearly", job: "orders_job", cron: "0 0 1 1 *", description: "Every year." }),
    ],
    sensors: [
      defineSensor({ name: "arrival", job: "orders_job", description: nasty, evaluate: look }),
      defineSensor({
        name: "lost",
        job: "orders_job",
        description: "Fails.",
        evaluate: () => look({ cursor: "broken" } as SensorContext),
      }),
    ],
  });
}

async function automated(given: Pick<Partial<Backend>, "ledger" | "readOnly"> = {}) {
  const backend = await exampleBackend({ project: project(), clock: manualClock(now), ...given });
  const app = createApp(backend, { checked: true, timeZone: "UTC" });
  const text = async (path: string, status = 200) => {
    const response = await app.request(path);
    const found = await response.text();
    assert.equal(response.status, status, `${path}: ${found.slice(0, 300)}`);
    return found;
  };
  // deno-lint-ignore no-explicit-any -- answers as a script sees them
  const ask = async (path: string, status = 200): Promise<any> => JSON.parse(await text(`/api/v1${path}`, status));
  const send = async (method: string, path: string, body: unknown) => {
    const init = { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await app.request(`/api/v1${path}`, init);
    return { status: response.status, body: await response.json() };
  };
  const post = (path: string) => send("POST", path, {});
  return { backend, text, ask, post, send };
}

Deno.test("GET /schedules: those that run have a next tick, in their zone; the hour that is left out is told", async () => {
  const { ask } = await automated();
  const { items } = await ask("/schedules");
  assert.deepEqual(
    items.map(({ name, running, nextTick }: Record<string, unknown>) => [name, running, nextTick]),
    // 2:30 is left out on the 29th, when 3:00 follows 2:00: the tick comes at 3:00, which is 1:00 UTC.
    [["nightly", true, Date.UTC(2026, 2, 29, 1)], ["yearly", false, undefined]],
  );
  const { preview } = await ask("/schedules/nightly");
  assert.equal(preview.length, 20);
  assert.deepEqual(preview[0].marks, ["moved", "offset_changed"]);
  assert.equal(preview[1].time, Date.UTC(2026, 2, 30, 0, 30));
  await ask("/schedules/none", 404);
});

Deno.test("schedules and sensors: started and stopped once, audited; who may only look changes nothing", async () => {
  const { ask, post, backend } = await automated();
  assert.deepEqual((await post("/schedules/nightly/stop")).body, { name: "nightly", running: false, changed: true });
  assert.deepEqual((await post("/schedules/nightly/stop")).body, { name: "nightly", running: false, changed: false });
  assert.equal((await ask("/schedules/nightly")).nextTick, undefined);
  assert.deepEqual((await post("/sensors/arrival/start")).body, { name: "arrival", running: true, changed: true });
  assert.equal((await ask("/sensors/arrival")).running, true);
  assert.equal((await post("/sensors/none/start")).status, 404);
  const audits = await backend.ledger.coordination.audits();
  assert.deepEqual(audits.map(({ action, target }) => `${action} ${target}`).toSorted(), [
    ...["schedule.stop nightly", "sensor.start arrival"],
  ]);
  const viewer = await automated({ ledger: backend.ledger, readOnly: true });
  for (const path of ["/schedules/yearly/start", "/sensors/arrival/stop", "/sensors/arrival/evaluate"]) {
    assert.equal((await viewer.post(path)).status, 403, path);
  }
  await viewer.ask("/sensors/arrival/preview", 403);
  assert.ok(!(await viewer.text("/schedules")).includes("data-action"));
  assert.ok(!(await viewer.text("/sensors/arrival")).includes("data-action"));
});

Deno.test("sensors: a look without effect, one with it, and what it remembers and made", async () => {
  const { ask, post, backend } = await automated();
  assert.deepEqual(await ask("/sensors/arrival/preview"), { runs: [{ key: nasty }], cursor: nasty });
  assert.equal((await ask("/sensors/arrival")).cursor, undefined);
  const { body: { tick } } = await post("/sensors/arrival/evaluate");
  assert.deepEqual([tick.outcome, tick.runs.length], ["launched", 1]);
  const run = await backend.ledger.history.run(tick.runs[0]);
  assert.deepEqual([run?.job, run?.request["sensor"]], ["orders_job", "arrival"]);
  assert.equal((await ask("/sensors/arrival")).cursor, nasty);
  backend.clock.advance(60_000);
  assert.equal((await post("/sensors/arrival/evaluate")).body.tick.outcome, "skipped");
  const { items, next } = await ask("/ticks?kind=sensor&name=arrival&limit=1");
  assert.deepEqual([items[0].outcome, items[0].message], ["skipped", `seen ${nasty}`]);
  const older = await ask(`/ticks?kind=sensor&name=arrival&limit=1&cursor=${next}`);
  assert.deepEqual([older.items[0].runs, older.next], [tick.runs, undefined]);
  assert.equal((await post("/sensors/lost/evaluate")).body.tick.outcome, "failed");
});

Deno.test("sensors: what one remembers is changed and forgotten, each time with a tick and an audit row", async () => {
  const { ask, post, send, text, backend } = await automated();
  const set = (cursor: unknown) => send("PUT", "/sensors/arrival/cursor", { cursor });
  await post("/sensors/arrival/evaluate");
  await backend.clock.advance(60_000);
  assert.deepEqual((await set("later")).body, { name: "arrival", cursor: "later" });
  assert.equal((await ask("/sensors/arrival")).cursor, "later");
  const [newest] = (await ask("/ticks?kind=sensor&name=arrival")).items;
  assert.deepEqual([newest.outcome, newest.message], ["skipped", "cli:someone changed what it remembers"]);
  // At the same moment as the tick before: it comes behind it.
  assert.equal((await set("")).status, 200);
  assert.equal((await ask("/sensors/arrival")).cursor, undefined);
  assert.match(await text("/sensors/arrival"), /Nothing: its next look is like its first/);
  await backend.clock.advance(60_000);
  await post("/sensors/arrival/evaluate");
  assert.equal((await ask("/sensors/arrival")).cursor, nasty, "it began anew");
  const changes = await backend.ledger.coordination.auditLog({ action: "sensor.cursor" });
  assert.deepEqual(changes.map(({ target, details }) => [target, details]), [
    ["arrival", { before: "later", after: "" }],
    ["arrival", { before: nasty, after: "later" }],
  ]);
});

Deno.test("sensors: a text that the sensor could not read is refused, and so are those who only look", async () => {
  const { ask, send, backend } = await automated();
  const set = (cursor: unknown) => send("PUT", "/sensors/arrival/cursor", { cursor });
  assert.equal((await set('{"known": {}}')).status, 200);
  const refused = await set('{"known": ');
  assert.deepEqual([refused.status, refused.body.place], [400, "cursor"]);
  assert.match(refused.body.detail, /Cannot change what the sensor "arrival" remembers: it is no JSON object/);
  assert.equal((await set(7)).status, 400);
  assert.equal((await set("x".repeat(100_001))).status, 400);
  assert.equal((await ask("/sensors/arrival")).cursor, '{"known": {}}');
  assert.equal((await send("PUT", "/sensors/none/cursor", { cursor: "" })).status, 404);
  const viewer = await automated({ ledger: backend.ledger, readOnly: true });
  assert.equal((await viewer.send("PUT", "/sensors/arrival/cursor", { cursor: "" })).status, 403);
});

Deno.test("automation pages: each answers, and stored words stay words", async () => {
  const { text, post } = await automated();
  assert.match(await text("/sensors"), /All are stopped/);
  await post("/sensors/arrival/evaluate");
  await post("/sensors/lost/evaluate");
  const pages = ["/schedules", "/schedules/nightly", "/schedules/yearly", "/sensors", "/sensors/lost"];
  for (const path of [...pages, "/sensors/arrival?preview=1"]) {
    assert.doesNotMatch(await text(path), /<img|\s(style|on\w+)="/i, path);
  }
  assert.match(await text("/schedules/nightly"), /moved: its time is left out that day/);
  assert.match(await text("/schedules/yearly"), /They come when the schedule is started/);
  const sensor = await text("/sensors/arrival?preview=1");
  assert.match(sensor, /What it remembers[\s\S]*&lt;img src=x/);
  assert.match(sensor, /No run: seen &lt;img/);
  assert.match(await text("/sensors/lost"), /failed[\s\S]*is gone/);
  assert.match(await text("/sensors/lost?preview=1"), /class="bad"/);
  await text("/sensors/none", 404);
  await text("/schedules/none", 404);
});

Deno.test("automation pages: without schedules and sensors they say how to add some", async () => {
  const app = createApp(await exampleBackend(), { checked: true });
  for (const path of ["/schedules", "/sensors"]) {
    assert.match(await (await app.request(path)).text(), /defines no (schedule|sensor)\. docs\/automation\.md/);
  }
});

Deno.test("GET /schedules/{name}/tick: what the tick at a time or after it would ask for, without effect", async () => {
  const { ask, text, backend } = await automated();
  const at = Date.UTC(2026, 2, 29, 1, 10);
  const { tick, outcome, request } = await ask(`/schedules/nightly/tick?at=${at - 3_600_000}`);
  // Half past two does not exist that night: the tick comes when the gap is over.
  assert.deepEqual([tick.local, tick.marks.includes("moved"), outcome], ["2026-03-29 03:00", true, "launched"]);
  assert.deepEqual([request.job, request.tags, request.assets], ["orders_job", { team: nasty }, 1]);
  assert.match(request.runKey, /^schedule nightly 2026-03-29T01:00/);
  const never = await ask(`/schedules/yearly/tick?at=${Date.UTC(2026, 0, 1)}`);
  assert.equal(never.tick.time, Date.UTC(2026, 0, 1));
  assert.deepEqual(await backend.ledger.history.runs(), []);
  assert.deepEqual(await backend.ledger.coordination.automation.ticks("schedule", "nightly"), []);
  await text(`/api/v1/schedules/nightly/tick?at=8.64e15`, 400);
  assert.equal((await ask(`/schedules/nightly/tick?at=${Date.UTC(9999, 11, 31, 23)}`)).outcome, "skipped");
  const times = { time: tick.time, startedAt: 1, endedAt: 1 };
  await backend.ledger.coordination.automation.commitTick(
    { kind: "schedule", name: "nightly", ...times, outcome: "skipped" },
    [],
  );
  const again = await ask(`/schedules/nightly/tick?at=${tick.time}`);
  assert.deepEqual([again.outcome, again.because], ["skipped", "it has come already, and was skipped"]);
  const html = await text("/schedules/nightly?at=2026-03-29T12:00");
  assert.ok(html.includes("2026-03-30 02:30") && html.includes("launch a run") && !html.includes("<img"));
  assert.ok(!(await text("/schedules/nightly?at=nonsense")).includes("launch a run"));
});
