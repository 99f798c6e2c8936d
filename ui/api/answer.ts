import type { z } from "zod";
import type { Json } from "../../pipeline/engine/mod.ts";
import type { Backend } from "../backend.ts";
import type { Caller } from "./caller.ts";
import type { Endpoint, InputSchemas, Parsed } from "./endpoint.ts";

/** Tells the audit of a change. */
export interface Changed {
  (target: string, details?: { readonly [key: string]: Json }): void;
  /** Says that what was called wrote the audit's row in the transaction of the change. */
  readonly elsewhere: () => void;
}

/** A request as an answer sees it: parsed and allowed. */
export type Call<Input extends InputSchemas> = Parsed<Input> & {
  readonly caller: Caller;
  readonly request: Request;
  /** Network address of the caller, empty where it is not known. */
  readonly address: string;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
  /** Says what was changed, for the audit. Called once by whatever changes something, after it did. */
  readonly changed: Changed;
};

/** An endpoint with what answers it. */
export interface Answer {
  readonly endpoint: Endpoint;
  readonly reply: (call: Call<InputSchemas>, backend: Backend) => Promise<unknown>;
}

/**
 * Binds an endpoint to the function that answers it. The function returns what the endpoint's `output` describes, or a
 * `Response` for files and streams; it throws a `Problem` or a `NotFound` for what a caller can cause.
 */
export function answer<Input extends InputSchemas, Output extends z.ZodType>(
  endpoint: Endpoint<Input, Output>,
  reply: (call: Call<Input>, backend: Backend) => Promise<z.input<Output> | Response>,
): Answer {
  return { endpoint: endpoint as unknown as Endpoint, reply: reply as Answer["reply"] };
}
