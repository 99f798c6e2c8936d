import { denoCommand } from "./deno_command.ts";

/** How a group of processes was ended. */
export interface GroupEnd {
  /** Id of the group: the process id of its first member. */
  readonly group: number;
  /** What was sent, in order; empty when nothing was left to be ended. */
  readonly signals: readonly string[];
  /** Whether no process of the group was left. */
  readonly gone: boolean;
  readonly milliseconds: number;
}

/** How a guardian is started. */
export interface GuardianCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** The guardian as this program ships it, to be run by Deno with the right to signal processes. */
export function guardianCommand(): GuardianCommand {
  const script = new URL("./guardian_main.ts", import.meta.url).pathname;
  return { command: denoCommand(), args: ["run", "--quiet", "--no-prompt", "--no-config", "--allow-run", script] };
}

interface Guard {
  readonly process: Deno.ChildProcess;
  readonly input: WritableStreamDefaultWriter<Uint8Array>;
}

/**
 * Ends groups of processes through a process of its own: this one then needs no other right than to start it, and whatever it
 * watches dies with this process, even when that is killed. One that was killed itself is started again.
 */
export class Guardian implements AsyncDisposable {
  readonly #command: GuardianCommand;
  readonly #watched = new Set<number>();
  readonly #waiting = new Map<number, (end: GroupEnd) => void>();
  #guard: Guard | undefined;
  #closed = false;

  constructor(command: GuardianCommand) {
    this.#command = command;
    this.#start();
  }

  /** Process id of the guardian. */
  get pid(): number | undefined {
    return this.#guard?.process.pid;
  }

  /** Has the group ended when this process dies, from when the promise resolves. */
  watch(group: number): Promise<void> {
    this.#watched.add(group);
    return this.#order(`watch ${group}`);
  }

  /** The group has ended by itself. */
  forget(group: number): void {
    this.#watched.delete(group);
    this.#order(`forget ${group}`);
  }

  /** Sends TERM to all of the group, and KILL to what is left after `grace` milliseconds; 0 sends KILL at once. */
  end(group: number, grace: number): Promise<GroupEnd> {
    const { promise, resolve } = Promise.withResolvers<GroupEnd>();
    this.#waiting.set(group, resolve);
    this.#order(`end ${group} ${grace}`);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const guard = this.#guard;
    if (guard === undefined) return;
    await guard.input.close().catch(() => undefined);
    await guard.process.status;
  }

  #start(): void {
    const { command, args } = this.#command;
    const streams = { stdin: "piped", stdout: "piped", stderr: "null" } as const;
    const process = new Deno.Command(command, { args: [...args], ...streams, detached: true }).spawn();
    this.#guard = { process, input: process.stdin.getWriter() };
    this.#read(process.stdout).catch(() => undefined);
    process.status.then(() => this.#restart());
  }

  /** What was asked of a guardian that died is asked of the next one. */
  #restart(): void {
    this.#guard = undefined;
    if (this.#closed) return;
    this.#start();
    for (const group of this.#watched) this.#order(`watch ${group}`);
    for (const group of this.#waiting.keys()) this.#order(`end ${group} 0`);
  }

  async #order(line: string): Promise<void> {
    await this.#guard?.input.write(new TextEncoder().encode(`${line}\n`)).catch(() => undefined);
  }

  async #read(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = "";
    for await (const text of output.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const end = JSON.parse(line) as GroupEnd;
        this.#waiting.get(end.group)?.(end);
        this.#waiting.delete(end.group);
      }
    }
  }
}
