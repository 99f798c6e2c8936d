import "./dom.ts";
import { ApiProblem, callEndpoint, type Send } from "../api/call.ts";
import type { Endpoint, Given, InputSchemas } from "../api/endpoint.ts";
import type { z } from "zod";

const send: Send = (path, init) => fetch(path, { ...init, credentials: "same-origin" });

/** Sends JSON to the API by address; for what a page wrote into its markup. */
export async function request(method: string, path: string, body?: unknown): Promise<unknown> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await send(path, {
    method,
    headers: { accept: "application/json", "content-type": "application/json" },
    ...json,
  });
  const answered = await response.json().catch(() => ({ title: response.statusText, detail: response.statusText }));
  if (!response.ok) throw new ApiProblem(answered);
  return answered;
}

/** Calls an endpoint of the API. Only its method and path are used, so definitions need not be bundled. */
export function call<Input extends InputSchemas, Output extends z.ZodType>(
  endpoint: Pick<Endpoint<Input, Output>, "method" | "path">,
  given: Given<Input>,
): Promise<z.output<Output>> {
  return callEndpoint(send, endpoint as Endpoint<Input, Output>, given);
}
