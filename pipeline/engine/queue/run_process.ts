import type { SignalSource } from "../../../infra/signals.ts";
import type { Claim } from "../coordination.ts";
import type { Ledger } from "../history/ledger.ts";
import { cancelProblem } from "./own_run.ts";

/** What the process of a claimed run sees of the world. */
export interface RunProcessOptions {
  readonly signals: SignalSource;
  /** Standard input, which the worker holds open as long as it lives. */
  readonly input: ReadableStream<Uint8Array>;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** Exit code of a process that was told to end. */
const terminated = 143;

/**
 * How the process of a claimed run is told to end: a TERM signal aborts the run when it is to be canceled; when the worker stops
 * or is gone, the process ends at once and leaves the run to the next one.
 */
export function runProcessSignal(
  { coordination: { queue } }: Ledger,
  claim: Claim,
  { signals, input, exit }: RunProcessOptions,
): Disposable & { readonly signal: AbortSignal } {
  const canceled = new AbortController();
  const onTerm = async () => {
    const item = await queue.item(claim.run).catch(() => undefined);
    const request = item?.claim?.fence === claim.fence ? item.cancelRequested : undefined;
    if (request === undefined) exit(terminated);
    else canceled.abort(cancelProblem(request));
  };
  const listener = () => void onTerm();
  signals.add("SIGTERM", listener);
  const reader = input.getReader();
  readToEnd(reader).then(() => exit(terminated), () => undefined);
  return {
    signal: canceled.signal,
    [Symbol.dispose]() {
      signals.remove("SIGTERM", listener);
      reader.releaseLock();
    },
  };
}

/** Rejects when the reader is released. */
async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
