/**
 * What a system loads of a library in ELF, Linux's format: names for debuggers, which lie behind it, are cut off (a seventh
 * of DuckDB's). Anything else is given back as it is.
 */
export function loadablePart(library: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(library.buffer, library.byteOffset, library.byteLength);
  const isElf = library.length >= headerBytes && view.getUint32(0) === 0x7f454c46;
  // Of 64 bits, least byte first: all that there are packages for.
  if (!isElf || library[4] !== 2 || library[5] !== 1) return library;
  const [table, each, count] = [
    Number(view.getBigUint64(32, true)),
    view.getUint16(54, true),
    view.getUint16(56, true),
  ];
  let end = table + each * count;
  for (let at = table; at < table + each * count; at += each) {
    end = Math.max(end, Number(view.getBigUint64(at + 8, true)) + Number(view.getBigUint64(at + 32, true)));
  }
  if (end >= library.length) return library;
  const part = library.slice(0, end);
  // The table of sections, which loading does not need, is gone: where it is, how many entries, which one has their names.
  part.fill(0, 40, 48).fill(0, 60, 64);
  return part;
}

/** Bytes of the header of a file of 64 bits. */
const headerBytes = 64;
