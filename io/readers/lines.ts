import { Problem } from "../../infra/errors.ts";

/** A line of a text file that is not blank. */
export interface TextLine {
  /** From 1, blank lines counted. */
  readonly number: number;
  /** Without its line end and without a byte order mark. */
  readonly text: string;
}

const blockBytes = 1 << 20;

/**
 * The lines of a UTF-8 file that are not blank, some thousand at a time. Lines end in `\n` or `\r\n`.
 *
 * @throws Problem of kind `data` for a file that is not UTF-8
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<readonly TextLine[]> {
  let rest = "";
  let number = 0;
  for await (const block of readText(path, () => number + 1, signal)) {
    const parts = (rest + block).split("\n");
    rest = parts.pop()!;
    const lines = parts.map((text) => lineOf(++number, text));
    yield lines.filter(({ text }) => text.trim() !== "");
  }
  if (rest.trim() !== "") yield [lineOf(number + 1, rest)];
}

function lineOf(number: number, text: string): TextLine {
  return { number, text: text.endsWith("\r") ? text.slice(0, -1) : text };
}

async function* readText(path: string, line: () => number, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = new Uint8Array(blockBytes);
  using file = await Deno.open(path, { read: true });
  try {
    for (let size = await file.read(buffer); size !== null; size = await file.read(buffer)) {
      signal?.throwIfAborted();
      yield decoder.decode(buffer.subarray(0, size), { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Problem("data", `Cannot read "${path}": it is not UTF-8 text`, {
      place: `${path}:${line()}`,
      remedy: "Save it as UTF-8, or check that it is the right file.",
      cause: error,
    });
  }
}
