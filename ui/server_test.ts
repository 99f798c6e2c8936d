import assert from "node:assert/strict";
import { manualClock } from "../infra/clock.ts";
import { Problem } from "../infra/errors.ts";
import { createApp } from "./app.tsx";
import { serve } from "./server.ts";
import { exampleBackend } from "./testing/backend.ts";

const app = createApp(await exampleBackend());

function isConfiguration(error: unknown, message: RegExp, remedy: RegExp): boolean {
  assert.ok(error instanceof Problem && error.kind === "configuration");
  assert.match(error.message, message);
  assert.match(error.remedy ?? "", remedy);
  return true;
}

async function withServer(test: (url: string, stop: () => Promise<void>) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let finished: Promise<void> = Promise.resolve();
  const url = await new Promise<string>((resolve, reject) => {
    finished = serve(app, { port: 0, signal: controller.signal, onListen: resolve });
    finished.catch(reject);
  });
  const stop = () => {
    controller.abort();
    return finished;
  };
  try {
    await test(url, stop);
  } finally {
    await stop();
  }
}

Deno.test("serve: another address than loopback is refused with a way out", async () => {
  for (const host of ["0.0.0.0", "::", "192.168.1.7", "example.com", "127.0.0.1.example.com", ""]) {
    await assert.rejects(
      serve(app, { host }),
      (error) => isConfiguration(error, /nobody would have to log in/, /user add.*127\.0\.0\.1.*SSH tunnel/),
    );
  }
});

Deno.test("serve: a bad port and a taken port are refused", async () => {
  for (const port of [-1, 65536, 1.5, NaN]) {
    await assert.rejects(
      serve(app, { port }),
      (error) => isConfiguration(error, /is not a port number/, /0 for any/),
    );
  }
  await withServer(async (url) => {
    const port = Number(new URL(url).port);
    await assert.rejects(serve(app, { port }), (error) => isConfiguration(error, /the port is taken/, /--port/));
  });
});

Deno.test("serve: answers until the signal, then the port is free", async () => {
  await withServer(async (url, stop) => {
    const response = await fetch(url);
    assert.deepEqual([response.status, (await response.text()).startsWith("<!DOCTYPE html>")], [200, true]);
    await stop();
    await assert.rejects(fetch(url));
    const listener = Deno.listen({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
    listener.close();
  });
});

Deno.test("serve: an aborted signal means not to start", async () => {
  await serve(app, { port: 0, signal: AbortSignal.abort(), onListen: () => assert.fail("it listens") });
});

Deno.test("serve: a request that never ends is cut off after the grace time", async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const started = Promise.withResolvers<void>();
  const listening = Promise.withResolvers<string>();
  const hanging = {
    fetch: () => {
      started.resolve();
      return new Promise<Response>(() => {});
    },
  };
  const { signal } = controller;
  const finished = serve(hanging, { port: 0, signal, clock, grace: 500, onListen: listening.resolve });
  const answer = fetch(await listening.promise).then(async (response) => [
    response.status,
    await response.text(),
    response.headers.get("x-frame-options"),
    response.headers.get("content-security-policy")?.startsWith("default-src 'none'"),
  ]);
  await started.promise;
  controller.abort();
  await clock.advance(499);
  assert.equal(clock.sleepers, 1);
  await clock.advance(1);
  await finished;
  assert.deepEqual(await answer, [503, "Cannot answer: the server ends\n", "DENY", true]);
});

Deno.test("serve: a name that was bound to this machine later reads nothing", async () => {
  await withServer(async (url) => {
    const { port } = new URL(url);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    const request = `GET /api/v1/runs HTTP/1.1\r\nHost: evil.example:${port}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const answer = await new Response(connection.readable).text();
    assert.match(answer, /^HTTP\/1\.1 403 /);
    assert.doesNotMatch(answer, /items/);
  });
});
