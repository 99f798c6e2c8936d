import type { z } from "zod";
import type { Endpoint, Given, InputSchemas } from "./endpoint.ts";
import type { ProblemDetails } from "./problem_schema.ts";

/** The API refused a request. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(readonly details: ProblemDetails) {
    super([details.detail, details.remedy].filter((part) => part !== undefined).join(". "));
  }
}

/** Sends a request; {@link fetch} or an application in the same process. */
export type Send = (path: string, init: RequestInit) => Response | Promise<Response>;

/**
 * Calls an endpoint.
 *
 * @throws {ApiProblem} when the API refuses
 */
export async function callEndpoint<Input extends InputSchemas, Output extends z.ZodType>(
  send: Send,
  endpoint: Endpoint<Input, Output>,
  given: Given<Input>,
): Promise<z.output<Output>> {
  const { body } = given as Given<InputSchemas>;
  const response = await send(addressOf(endpoint, given), {
    method: endpoint.method.toUpperCase(),
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return await response.json() as z.output<Output>;
  throw new ApiProblem(await problemOf(response));
}

type Values = Readonly<Record<string, unknown>>;

/** Path and query of a call, from `/api/v1` on. */
export function addressOf<Input extends InputSchemas>(
  { path }: Endpoint<Input>,
  given: Given<Input>,
): string {
  const { params = {}, query = {} }: { params?: Values; query?: Values } = given as Given<InputSchemas>;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) asked.append(name, String(one));
  }
  return `/api/v1${filled}${asked.size === 0 ? "" : `?${asked}`}`;
}

async function problemOf(response: Response): Promise<ProblemDetails> {
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/problem+json") === true) return JSON.parse(text);
  const { status, statusText: title } = response;
  return { type: "about:blank", title, status, detail: text.slice(0, 500).trim() || title };
}
