import type { Alert } from "./alert.ts";

/** What a {@link fakeServer} was sent. */
export interface Received {
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** An HTTP server on this machine that keeps what it gets and answers by `answer`; for tests. */
export function fakeServer(
  answer: (received: Received, count: number) => Response | Promise<Response>,
): AsyncDisposable & { readonly url: string; readonly received: readonly Received[] } {
  const received: Received[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const one = { path: new URL(request.url).pathname, headers: request.headers, body: await request.text() };
    received.push(one);
    return await answer(one, received.length);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** An SMTP server on this machine that answers line by line; for tests. */
export function fakeMailServer(
  refuse: (line: string) => string | undefined = () => undefined,
): AsyncDisposable & { readonly port: number; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const talks: Promise<void>[] = [];
  const accept = async () => {
    for await (const connection of listener) talks.push(talk(connection, lines, refuse).catch(() => undefined));
  };
  const accepting = accept().catch(() => undefined);
  return {
    port: listener.addr.port,
    lines,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(talks);
    },
  };
}

async function talk(
  connection: Deno.Conn,
  lines: string[],
  refuse: (line: string) => string | undefined,
): Promise<void> {
  using conn = connection;
  const say = (text: string) => conn.write(new TextEncoder().encode(`${text}\r\n`));
  await say("220 test ESMTP");
  let [rest, inData] = ["", false];
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await conn.read(buffer);
    if (count === null) return;
    rest += new TextDecoder().decode(buffer.subarray(0, count));
    const parts = rest.split("\r\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      if (inData && line !== ".") continue;
      const answer = refuse(line) ?? answerTo(line);
      inData = answer.startsWith("354");
      await say(answer);
      if (line === "QUIT") return;
    }
  }
}

function answerTo(line: string): string {
  if (line.startsWith("EHLO")) return "250-test\r\n250 AUTH PLAIN";
  if (line.startsWith("AUTH")) return "235 ok";
  if (line === "DATA") return "354 go on";
  return line === "QUIT" ? "221 bye" : "250 ok";
}

/** A failed run's alert; for tests. */
export const exampleAlert: Alert = {
  id: "r1-run_failed",
  event: "run_failed",
  level: "error",
  resolved: false,
  title: "weather failed in prod",
  text: 'Cannot read "a<b>.csv": it is empty',
  time: Date.UTC(2026, 0, 2, 3, 4, 5),
  labels: { alertname: "run_failed", job: "weather" },
  facts: [{ name: "run", value: "r1" }, { name: "first seen", value: "now & then" }],
  link: "https://ui.example/runs/r1",
};
