import assert from "node:assert/strict";
import { loadablePart } from "./loadable_part.ts";

/** A file in ELF with two segments, the last one of bytes 300 to 399, then 100 bytes of sections. */
function elf({ bits = 2 } = {}): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(500).fill(7);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, bits, 1]);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 2, true);
  for (const [at, offset, size] of [[64, 0n, 250n], [120, 300n, 100n]] as const) {
    view.setBigUint64(at + 8, offset, true);
    view.setBigUint64(at + 32, size, true);
  }
  return bytes;
}

Deno.test("loadablePart: what lies behind the segments is cut off, and no longer named", () => {
  const before = elf();
  const part = loadablePart(before);
  assert.equal(part.length, 400);
  const changed = [...part.keys()].filter((at) => part[at] !== before[at]);
  assert.deepEqual(changed, [40, 41, 42, 43, 44, 45, 46, 47, 60, 61, 62, 63]);
  for (const at of changed) assert.equal(part[at], 0);
  assert.equal(before[40], 7);
  assert.equal(loadablePart(part), part);
});

Deno.test("loadablePart: what is not such a file stays as it is", () => {
  const others = [new Uint8Array(), new Uint8Array(10), new Uint8Array(100).fill(0xcf), elf({ bits: 1 })];
  for (const other of others) assert.equal(loadablePart(other), other);
});
