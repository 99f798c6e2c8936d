/**
 * The API for scripts: every address with the types of what it takes and answers.
 *
 * @example
 * ```ts
 * import { createClient, listRuns } from "./mod.ts";
 *
 * const client = createClient({
 *   url: "http://127.0.0.1:3000",
 *   // Only for this example, which runs without a server.
 *   fetch: () => Promise.resolve(Response.json({ items: [] })),
 * });
 * const { items } = await client.call(listRuns, { query: { status: "failure", limit: 10 } });
 * for (const run of items) console.log(run.id, run.error?.message);
 * ```
 *
 * @module
 */
import type { z } from "zod";
import { callEndpoint } from "../api/call.ts";
import type { Endpoint, Given, InputSchemas } from "../api/endpoint.ts";

export { ApiProblem } from "../api/call.ts";
export type { Endpoint, Given, InputSchemas } from "../api/endpoint.ts";
export type { ProblemDetails } from "../api/problem_schema.ts";
export * from "../api/accounts/endpoints.ts";
export * from "../api/alerts/endpoints.ts";
export * from "../api/assets/data_endpoints.ts";
export * from "../api/assets/endpoints.ts";
export * from "../api/audit/endpoints.ts";
export * from "../api/automation/endpoints.ts";
export * from "../api/backfills/endpoints.ts";
export * from "../api/backups/endpoints.ts";
export * from "../api/checks/endpoints.ts";
export * from "../api/clusters/endpoints.ts";
export * from "../api/downloads/endpoints.ts";
export * from "../api/freshness/endpoints.ts";
export * from "../api/health/endpoints.ts";
export * from "../api/insights/endpoints.ts";
export * from "../api/jobs/endpoints.ts";
export * from "../api/launch/endpoints.ts";
export * from "../api/launch/preset_endpoints.ts";
export * from "../api/lineage/endpoints.ts";
export * from "../api/overview/endpoints.ts";
export * from "../api/queue/endpoints.ts";
export * from "../api/rejects/endpoints.ts";
export * from "../api/resources/endpoints.ts";
export * from "../api/runs/endpoints.ts";
export * from "../api/search/endpoints.ts";
export * from "../api/session/endpoints.ts";
export * from "../api/settings/endpoints.ts";
export * from "../api/setup/endpoints.ts";
export * from "../api/sql/endpoints.ts";
export * from "../api/stores/endpoints.ts";
export * from "../api/stream/endpoints.ts";
export * from "../api/timeline/endpoints.ts";

/** Where the API is, and who asks. */
export interface ClientOptions {
  /** Address of the server, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** A token, where the server asks for a login. @default none */
  readonly token?: string;
  /** @default the global `fetch` */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Calls the API. */
export interface Client {
  /**
   * Calls an endpoint of this module with what it takes: `params`, `query` and `body`, as far as it has them.
   *
   * @throws {ApiProblem} when the API refuses; `details` has the place and what to do
   */
  call<Input extends InputSchemas, Output extends z.ZodType>(
    endpoint: Endpoint<Input, Output>,
    given: Given<Input>,
  ): Promise<z.output<Output>>;
}

/** A client of the API of one server. */
export function createClient(options: ClientOptions): Client {
  const { url, token, fetch = globalThis.fetch } = options;
  const base = url.replace(/\/+$/, "");
  const send = (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    return fetch(`${base}${path}`, { ...init, headers });
  };
  return { call: (endpoint, given) => callEndpoint(send, endpoint, given) };
}
