import assert from "node:assert/strict";
import { manualClock } from "../clock.ts";
import { DeliveryError } from "./alert.ts";
import { emailChannel, type Mailbox } from "./email.ts";
import { exampleAlert, fakeMailServer } from "./test_servers.ts";

const canary = "canary-41d7";
const common = {
  host: "127.0.0.1",
  security: "none",
  from: "a@example.org",
  to: ["b@example.org", "c@example.org"],
} as const;

async function refusal(mailbox: Mailbox): Promise<DeliveryError> {
  const error = await emailChannel("mail", mailbox).send(exampleAlert).then(() => undefined, (error) => error);
  assert.ok(error instanceof DeliveryError, String(error));
  assert.ok(!Deno.inspect(error).includes(canary));
  return error;
}

Deno.test("emailChannel: one mail to everybody, no line of a title becomes a header", async () => {
  await using server = fakeMailServer();
  const mailbox = { ...common, port: server.port, user: "ann", password: canary };
  await emailChannel("mail", mailbox).send({ ...exampleAlert, title: "late\r\nBcc: eve@example.org" });
  const { lines } = server;
  assert.equal(lines[0], "EHLO localhost");
  assert.ok(lines.includes(`AUTH PLAIN ${btoa(`\0ann\0${canary}`)}`));
  assert.deepEqual(lines.filter((line) => line.startsWith("RCPT")), [
    "RCPT TO:<b@example.org>",
    "RCPT TO:<c@example.org>",
  ]);
  assert.ok(lines.includes("Subject: [ERROR] late Bcc: eve@example.org"));
  assert.ok(lines.includes("Message-ID: <r1-run_failed@alerts.localhost>"));
  assert.ok(lines.includes('Cannot read "a<b>.csv": it is empty'));
  assert.ok(lines.includes("https://ui.example/runs/r1"));
  assert.ok(!lines.some((line) => line.startsWith("Bcc:")));
});

Deno.test("emailChannel: what may pass is told from what never will, without password", async () => {
  const answers: readonly [RegExp, string, string, boolean][] = [
    [/^AUTH/, `535 wrong password ${canary}`, "the mail server refused user or password", true],
    [/^RCPT/, "450 busy", "the mail server answered 450", false],
    [/^RCPT/, "550 nobody here", "the mail server answered 550", true],
  ];
  for (const [pattern, answer, message, permanent] of answers) {
    await using server = fakeMailServer((line) => pattern.test(line) ? answer : undefined);
    const error = await refusal({ ...common, port: server.port, user: "ann", password: canary });
    assert.deepEqual([error.message, error.permanent], [message, permanent]);
  }
});

Deno.test("emailChannel: a server without TLS is refused where it is asked for", async () => {
  await using server = fakeMailServer((line) => line === "STARTTLS" ? "502 not here" : undefined);
  const error = await refusal({ ...common, port: server.port, security: "starttls", user: "ann", password: canary });
  assert.ok(!server.lines.some((line) => line.startsWith("AUTH")), error.message);
});

Deno.test("emailChannel: a server that says nothing is given up at its time", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const clock = manualClock();
  const channel = emailChannel("mail", { ...common, port: listener.addr.port }, { clock, timeout: 200 });
  const sent = channel.send(exampleAlert).then(() => undefined, (error) => error);
  const conn = await accepted;
  await clock.advance(200);
  assert.equal((await sent).message, "it did not answer within 0.2 s");
  while (await conn.read(new Uint8Array(100)).catch(() => null) !== null);
  conn.close();
  listener.close();
});
