import assert from "node:assert/strict";
import { outputStream } from "./stream.ts";

Deno.test("outputStream: writes all, also where the system takes a part at a time", () => {
  const bytes: number[] = [];
  const output = outputStream({
    isTerminal: () => false,
    writeSync(part) {
      bytes.push(part[0]!);
      return 1;
    },
  });
  output.write("grün");
  assert.equal(new TextDecoder().decode(new Uint8Array(bytes)), "grün");
});

Deno.test("outputStream: a reader that went away is remembered and not reported", () => {
  let calls = 0;
  const output = outputStream({
    isTerminal: () => false,
    writeSync() {
      calls++;
      throw new Deno.errors.BrokenPipe("gone");
    },
  });
  output.write("a");
  output.write("b");
  assert.equal(output.closed, true);
  assert.equal(calls, 1);
});

Deno.test("outputStream: another failure is thrown", () => {
  const output = outputStream({
    isTerminal: () => false,
    writeSync() {
      throw new Error("no space left on device (os error 28)");
    },
  });
  assert.throws(() => output.write("a"), /no space/);
  assert.equal(output.closed, false);
});
