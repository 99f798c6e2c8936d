/** How a program is started on what stands for a bare machine. */
export interface BareOptions {
  readonly cwd: string;
  /** The whole environment. @default nothing, not even PATH or HOME */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether as an ordinary user, where this process is the administrator. @default false */
  readonly ordinary?: boolean;
}

/** How a program ended. */
export interface BareResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Number of the user `nobody`. */
export const nobody = 65_534;

/** Whether this process may become another user and mount file systems. */
export const isAdministrator = Deno.uid() === 0;

/** Starts a program with an environment of its own and nothing of this one. */
export function startBare(file: string, words: readonly string[], options: BareOptions): Deno.ChildProcess {
  const { cwd, env = {}, ordinary = false } = options;
  return new Deno.Command(file, {
    args: [...words],
    cwd,
    env: { ...env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(ordinary && isAdministrator ? { uid: nobody, gid: nobody } : {}),
  }).spawn();
}

/** Runs a program to its end. */
export async function runBare(file: string, words: readonly string[], options: BareOptions): Promise<BareResult> {
  const { code, stdout, stderr } = await startBare(file, words, options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Reads what a process prints until a line matches, and goes on reading so that it is not held up. */
export async function untilPrinted(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const reader = output.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = "";;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot find ${pattern} in: ${text}`);
    text += value;
    const match = pattern.exec(text);
    if (match === null) continue;
    (async () => {
      while (!(await reader.read()).done);
    })().catch(() => undefined);
    return match;
  }
}
