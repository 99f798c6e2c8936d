import assert from "node:assert/strict";
import { manualClock } from "../../infra/clock.ts";
import { readBody } from "./body_limit.ts";

const limit = { bytes: 10, milliseconds: 1_000 };

function post(body: BodyInit, headers: Readonly<Record<string, string>> = {}): Request {
  return new Request("http://localhost/", { method: "POST", body, headers });
}

Deno.test("readBody: gives content that fits, and requests without any", async () => {
  const request = await readBody(post("0123456789"), limit, manualClock());
  assert.equal(await request.text(), "0123456789");
  const bare = new Request("http://localhost/");
  assert.equal(await readBody(bare, limit, manualClock()), bare);
});

Deno.test("readBody: refuses what is too large, announced or not", async () => {
  await assert.rejects(readBody(post("x", { "content-length": "11" }), limit, manualClock()), { status: 413 });
  await assert.rejects(readBody(post("0123456789a"), limit, manualClock()), { status: 413 });
});

Deno.test("readBody: refuses what does not arrive in time, and lets go of it", async () => {
  const clock = manualClock();
  const canceled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(3)),
    cancel: () => canceled.resolve(),
  });
  const reading = assert.rejects(readBody(post(body), limit, clock), { status: 408 });
  await clock.advance(1_000);
  await reading;
  await canceled.promise;
});
