import { Problem } from "./errors.ts";

/** The signals that ask a program to end; Windows knows the first only. */
export type EndSignal = "SIGINT" | "SIGTERM";

/** A signal that this program listens to. */
export type ProcessSignal = EndSignal | "SIGHUP";

/** Where signals come from; the process itself outside tests. */
export interface SignalSource {
  add(signal: ProcessSignal, listener: () => void): void;
  remove(signal: ProcessSignal, listener: () => void): void;
}

/** The signals of this process. */
export const processSignals: SignalSource = {
  add: (signal, listener) => Deno.addSignalListener(signal, listener),
  remove: (signal, listener) => Deno.removeSignalListener(signal, listener),
};

/** Settings of {@link interruptSignal}. */
export interface InterruptOptions {
  /** Called for a second signal, which means "at once"; usually ends the process with the given exit code. */
  readonly onSecond: (exitCode: number) => void;
  /** @default the process */
  readonly source?: SignalSource;
}

/** One abort signal for Ctrl-C and TERM; disposing it stops listening. */
export interface Interrupt extends Disposable {
  /** Aborted by the first Ctrl-C or TERM, with a `Problem` of kind interrupted as reason. */
  readonly signal: AbortSignal;
}

const names: Readonly<Record<EndSignal, string>> = { SIGINT: "Ctrl-C", SIGTERM: "a TERM signal" };
const secondExitCodes: Readonly<Record<EndSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Turns Ctrl-C and TERM into one `AbortSignal`: the first asks to end cleanly, the second calls `onSecond`.
 *
 * @example
 * ```ts
 * import { interruptSignal } from "./signals.ts";
 *
 * using interrupt = interruptSignal({ onSecond: (code) => Deno.exit(code) });
 * interrupt.signal.throwIfAborted();
 * ```
 */
export function interruptSignal(options: InterruptOptions): Interrupt {
  const { onSecond, source = processSignals } = options;
  const controller = new AbortController();
  const on = (signal: EndSignal) => () => {
    if (controller.signal.aborted) return onSecond(secondExitCodes[signal]);
    const remedy = "Press Ctrl-C again to stop at once.";
    controller.abort(new Problem("interrupted", `Cannot go on: interrupted by ${names[signal]}`, { remedy }));
  };
  const listeners = new Map<EndSignal, () => void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    if (source === processSignals && signal === "SIGTERM" && Deno.build.os === "windows") continue;
    const listener = on(signal);
    source.add(signal, listener);
    listeners.set(signal, listener);
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const [signal, listener] of listeners) source.remove(signal, listener);
      listeners.clear();
    },
  };
}

/** Settings of {@link onReloadSignal}. */
export interface ReloadOptions {
  /** @default the process */
  readonly source?: SignalSource;
  /** Whether a terminal started the process: there HUP keeps its meaning, that the terminal was closed. @default asks Deno */
  readonly onTerminal?: boolean;
}

/** Calls `reload` for every HUP, which asks a server to read its configuration again; disposing it stops listening. */
export function onReloadSignal(reload: () => void, options: ReloadOptions = {}): Disposable {
  const { source = processSignals, onTerminal = Deno.stdin.isTerminal() } = options;
  if (onTerminal || (source === processSignals && Deno.build.os === "windows")) return { [Symbol.dispose]() {} };
  source.add("SIGHUP", reload);
  return { [Symbol.dispose]: () => source.remove("SIGHUP", reload) };
}
