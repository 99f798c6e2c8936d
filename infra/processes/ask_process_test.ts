import assert from "node:assert/strict";
import { askProcess } from "./ask_process.ts";
import { denoCommand } from "./deno_command.ts";

const program = (code: string) => ({ command: denoCommand(), args: ["eval", "--no-config", code] });
const readLine = "const { value } = await Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader().read();";

Deno.test("askProcess: one line goes in, all that is written comes back with the code", async () => {
  const answer = await askProcess(program(`${readLine} console.log(value.trim() + "ä"); Deno.exit(3)`), "über");
  assert.deepEqual(answer, { output: "überä\n", code: 3, signal: undefined });
});

Deno.test("askProcess: a process that does not end is killed when its time is over", async () => {
  const over = new AbortController();
  const asked = askProcess(program("setInterval(() => {}, 1000)"), "", { signal: over.signal });
  over.abort(new Error("over"));
  await assert.rejects(asked, /over/);
});

Deno.test("askProcess: one that writes without end is killed, one that does not read is no error", async () => {
  const endless = `const b = new Uint8Array(65536); for (;;) Deno.stdout.writeSync(b);`;
  assert.equal((await askProcess(program(endless), "", { most: 100_000 })).output, undefined);
  assert.equal((await askProcess(program("Deno.exit(4)"), "x".repeat(1_000_000))).code, 4);
});
