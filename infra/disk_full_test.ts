import assert from "node:assert/strict";
import { isDiskFull } from "./disk_full.ts";

Deno.test("isDiskFull: what systems and libraries say, at any depth, and nothing else", () => {
  const texts = [
    "No space left on device (os error 28)",
    "There is not enough space on the disk. (os error 112)",
    "database or disk is full",
    "IO Error: Could not write all bytes to file: No space left on device",
    "Disk quota exceeded (os error 122)",
    "ENOSPC: write",
  ];
  for (const text of texts) {
    assert.ok(isDiskFull(new Error(text)), text);
    assert.ok(isDiskFull(new Error("Cannot go on", { cause: new Error(text) })), text);
  }
  for (const text of ["disk I/O error", "os error 281", "the space is left"]) {
    assert.ok(!isDiskFull(new Error(text)), text);
  }
});
