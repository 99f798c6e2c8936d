import assert from "node:assert/strict";
import { callerTurns } from "./caller_turns.ts";

const { signal } = new AbortController();

Deno.test("callerTurns: one at a time for a caller, in order, and others are not held up", async () => {
  const turns = callerTurns(2);
  const done: string[] = [];
  const first = await turns.enter("vic", signal);
  const second = turns.enter("vic", signal).then((turn) => (done.push("second"), turn));
  const third = turns.enter("vic", signal).then((turn) => (done.push("third"), turn));
  (await turns.enter("olga", signal))[Symbol.dispose]();
  assert.deepEqual(done, []);
  first[Symbol.dispose]();
  (await second)[Symbol.dispose]();
  (await third)[Symbol.dispose]();
  assert.deepEqual(done, ["second", "third"]);
});

Deno.test("callerTurns: who has too many waiting is refused, until one has ended or was given up", async () => {
  const turns = callerTurns(1);
  const gone = new AbortController();
  const first = await turns.enter("vic", signal);
  const waiting = turns.enter("vic", gone.signal);
  await assert.rejects(turns.enter("vic", signal), { status: 429, message: /2 of yours run or wait already/ });
  gone.abort(new Error("gone"));
  await assert.rejects(waiting, /gone/);
  const next = turns.enter("vic", signal);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  (await next)[Symbol.dispose]();
  (await turns.enter("vic", signal))[Symbol.dispose]();
});
