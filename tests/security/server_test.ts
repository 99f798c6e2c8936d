import assert from "node:assert/strict";
import { systemClock } from "../../infra/clock.ts";
import { createApp } from "../../ui/app.tsx";
import { serve } from "../../ui/server.ts";
import { exampleBackend } from "../../ui/testing/backend.ts";

/** What a server on a port of its own says to bytes, until it ends the connection. */
type Ask = (...parts: readonly string[]) => Promise<string>;

async function withServer(work: (ask: Ask) => Promise<void>): Promise<void> {
  const bare = await exampleBackend();
  const ui = { ...bare.settings.ui, body_seconds: 1, max_body_bytes: 100_000 };
  // The time that a body takes is real time.
  const app = createApp({ ...bare, clock: systemClock, settings: { ...bare.settings, ui } });
  const end = new AbortController();
  const listening = Promise.withResolvers<string>();
  const served = serve(app, { port: 0, signal: end.signal, onListen: listening.resolve });
  const port = Number(new URL(await listening.promise).port);
  try {
    await work((...parts) => exchange(port, parts));
  } finally {
    end.abort();
    await served;
  }
}

async function exchange(port: number, parts: readonly string[]): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const write = (async () => {
    for (const part of parts) {
      const bytes = new TextEncoder().encode(part);
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
    }
  })().catch(() => undefined);
  let text = "";
  const buffer = new Uint8Array(65_536);
  // A refusal is known by its head; the server may leave the connection to be ended by the other side.
  while (!text.includes("\r\n\r\n")) {
    const read = await connection.read(buffer).catch(() => null);
    if (read === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, read));
  }
  if (text === "") await write;
  return text;
}

const host = "Host: localhost\r\n";
const last = "Connection: close\r\n\r\n";
const post = `POST /api/v1/runs/cancel HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;

function assertStatus(answer: string, status: number, name: string): void {
  assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), `${name}: ${answer.slice(0, 200)}`);
  if (status >= 500) assert.doesNotMatch(answer, /\.tsx?:\d|Error:/, name);
}

const policy = /\r\ncontent-security-policy: default-src 'none'/i;

Deno.test("server: a body that is too large is refused, whether its size is told or not; one that does not come is not waited for", async () => {
  await withServer(async (ask) => {
    const chunk = `8000\r\n${"x".repeat(0x8000)}\r\n`;
    const answers = {
      told: [413, await ask(`${post}Content-Length: 99999999\r\n\r\n{`)],
      chunked: [413, await ask(`${post}Transfer-Encoding: chunked\r\n\r\n`, ...Array.from({ length: 8 }, () => chunk))],
      slow: [408, await ask(`${post}Content-Length: 10\r\n\r\n{`)],
      "slow chunks": [408, await ask(`${post}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`)],
    } as const;
    for (const [name, [status, answer]] of Object.entries(answers)) {
      assertStatus(answer, status, name);
      assert.match(answer, policy, name);
    }
    assertStatus(await ask(`GET /api/v1/health HTTP/1.1\r\n${host}${last}`), 200, "afterwards");
  });
});

Deno.test("server: requests that are none, or mean two things, are refused", async () => {
  await withServer(async (ask) => {
    const many = Array.from({ length: 500 }, (_, i) => `X-${i}: a\r\n`).join("");
    const bad: Readonly<Record<string, string>> = {
      "many headers": `GET / HTTP/1.1\r\n${host}${many}${last}`,
      "a large header": `GET / HTTP/1.1\r\n${host}X: ${"a".repeat(1_000_000)}\r\n${last}`,
      "a long address": `GET /${"a".repeat(200_000)} HTTP/1.1\r\n${host}${last}`,
      "two lengths": `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`,
      "length and chunks": `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      "no length": `${post}Content-Length: -1\r\n\r\n{}`,
      "a zero": `GET /\0 HTTP/1.1\r\n${host}${last}`,
      "two hosts": `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n${last}`,
      "a broken host": `GET / HTTP/1.1\r\nHost: [::1\r\n${last}`,
      "a port that is none": `GET / HTTP/1.1\r\nHost: localhost:99999\r\n${last}`,
    };
    // Some are refused by the runtime, which may end the connection at once.
    for (const [name, bytes] of Object.entries(bad)) {
      const answer = await ask(bytes);
      if (answer !== "") assertStatus(answer, 400, name);
    }
    assert.match(await ask(bad["a broken host"]!), policy);
    assertStatus(await ask(`GET / HTTP/1.1\r\nHost: evil.example\r\n${last}`), 403, "another host");
    assertStatus(await ask(`GET http://evil.example/ HTTP/1.1\r\n${host}${last}`), 403, "another address");
    assertStatus(await ask(`GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n${last}`), 403, "both");
    assertStatus(await ask(`CONNECT evil.example:80 HTTP/1.1\r\n${host}${last}`), 403, "a proxy's request");
    for (const method of ["TRACE", "OPTIONS", "PROPFIND"]) {
      assertStatus(await ask(`${method} / HTTP/1.1\r\n${host}${last}`), 405, method);
    }
    assertStatus(await ask(`GET /api/v1/health HTTP/1.1\r\n${host}${last}`), 200, "afterwards");
  });
});
