import type { GroupEnd, Guardian } from "./guardian.ts";

/** How a process ended. */
export interface ProcessExit {
  readonly code: number;
  readonly signal: string | undefined;
  /** The end of what it wrote to standard error. */
  readonly errors: string;
}

/** A process that was started in a group of its own, with all that it starts. */
export interface ProcessGroup {
  /** Id of the group and of its first process. */
  readonly id: number;
  /** Resolves when the first process has ended. */
  readonly ended: Promise<ProcessExit>;
  /** Ends every process of the group: TERM, then KILL after `grace` milliseconds; 0 for KILL at once. */
  end(grace: number): Promise<GroupEnd>;
  /** Leaves the group to itself; called when nothing of it is left. */
  forget(): void;
}

/** What is started. */
export interface ProcessCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const keptErrors = 2_000;

/**
 * Starts a process as the first of a group of its own. Its standard input stays open as long as this process lives, so that it
 * sees its end; `guardian` ends the group when this process dies.
 */
export function startProcessGroup({ command, args, cwd, env }: ProcessCommand, guardian: Guardian): ProcessGroup {
  const child = new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { ...env } }),
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    detached: true,
  }).spawn();
  const id = child.pid;
  guardian.watch(id);
  const errors = { text: "" };
  const reader = child.stderr.getReader();
  const reading = keepEnd(reader, errors);
  const ended = child.status.then(async ({ code, signal }): Promise<ProcessExit> => {
    await child.stdin.abort().catch(() => undefined);
    // What the process wrote is there by now; a grandchild may hold the stream open for longer.
    await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 50))]);
    reader.cancel().catch(() => undefined);
    return { code, signal: signal ?? undefined, errors: errors.text };
  });
  return { id, ended, end: (grace) => guardian.end(id, grace), forget: () => guardian.forget(id) };
}

async function keepEnd(reader: ReadableStreamDefaultReader<Uint8Array>, kept: { text: string }): Promise<void> {
  const decoder = new TextDecoder();
  for (;;) {
    const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
    if (done || value === undefined) return;
    kept.text = (kept.text + decoder.decode(value, { stream: true })).slice(-keptErrors);
  }
}
