import assert from "node:assert/strict";
import { join } from "node:path";
import { readTextFile } from "./text_file.ts";

type Write = (content: Uint8Array | string) => Promise<string>;

async function withFolder(body: (folder: string, write: Write) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const write: Write = async (content) => {
    const path = await Deno.makeTempFile({ dir: folder });
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    return path;
  };
  try {
    await body(folder, write);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readTextFile: drops a BOM and keeps everything else", () =>
  withFolder(async (_, write) => {
    assert.equal(await readTextFile(await write("\uFEFFgrün: 1\r\n")), "grün: 1\r\n");
    assert.equal(await readTextFile(await write("")), "");
  }));

Deno.test("readTextFile: a file that is not there is undefined", () =>
  withFolder(async (folder) => {
    assert.equal(await readTextFile(join(folder, "none.yaml")), undefined);
  }));

Deno.test("readTextFile: says what is wrong with a folder, binary, UTF-16, other encodings and large files", () =>
  withFolder(async (folder, write) => {
    const cases: readonly (readonly [string, RegExp, RegExp])[] = [
      [folder, /: it is a folder$/, /^.+$/],
      [await write(Uint8Array.of(65, 0, 66)), /: it is a binary file \(byte 2 is zero\)$/, /^.+$/],
      [await write(Uint8Array.of(0xff, 0xfe, 65, 0)), /: it is UTF-16 text$/, /^.+$/],
      [await write(Uint8Array.of(65, 10, 66, 0xe4, 10)), /: it is not UTF-8 text$/, /:2$/],
      [await write("x".repeat(1001)), /: it is larger than 1000 bytes$/, /^.+$/],
    ];
    for (const [path, message, place] of cases) {
      const expected = { kind: "configuration", message, place, remedy: /\.$/ };
      await assert.rejects(readTextFile(path, { maxBytes: 1000 }), expected);
    }
  }));

Deno.test({
  name: "readTextFile: a file that Deno may not read names the flag",
  permissions: { read: false },
  fn: async () => {
    await assert.rejects(readTextFile("secret.yaml"), { message: 'Cannot read "secret.yaml": Deno does not allow it' });
  },
});
