import type { ProcessCommand } from "./process_group.ts";

/** How a process answered. */
export interface ProcessAnswer {
  /** What it wrote to standard output; undefined when that was more than is kept. */
  readonly output: string | undefined;
  readonly code: number;
  readonly signal: string | undefined;
}

/** Settings of {@link askProcess}. */
export interface AskOptions {
  /** Kills the process. @default never */
  readonly signal?: AbortSignal;
  /** Bytes of its answer at most; it is killed when it writes more. @default 67108864 */
  readonly most?: number;
}

/**
 * Starts a process, gives it one line, and reads what it writes until it ends. Its standard input stays open meanwhile, so that
 * it sees the end of this process.
 *
 * @throws the signal's reason when it is aborted, at once and with the process killed
 */
export async function askProcess(
  { command, args, cwd, env }: ProcessCommand,
  line: string,
  options: AskOptions = {},
): Promise<ProcessAnswer> {
  const { signal, most = 64 * 1024 * 1024 } = options;
  signal?.throwIfAborted();
  const child = new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { ...env } }),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  };
  signal?.addEventListener("abort", kill, { once: true });
  const input = child.stdin.getWriter();
  try {
    // A process that ends without reading says why by its code.
    const written = input.write(new TextEncoder().encode(`${line}\n`)).catch(() => undefined);
    const output = await readUpTo(child.stdout, most, kill);
    const { code, signal: ended } = await child.status;
    await written;
    signal?.throwIfAborted();
    return { output, code, signal: ended ?? undefined };
  } finally {
    signal?.removeEventListener("abort", kill);
    await input.close().catch(() => undefined);
  }
}

async function readUpTo(
  stream: ReadableStream<Uint8Array>,
  most: number,
  tooMuch: () => void,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > most) tooMuch();
    else parts.push(decoder.decode(part, { stream: true }));
  }
  return size > most ? undefined : parts.join("") + decoder.decode();
}
