import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { Problem } from "../../infra/errors.ts";
import type { Json } from "../../pipeline/engine/mod.ts";
import type { Backend } from "../backend.ts";
import { Forbidden, Refused } from "../request.ts";
import type { Answer, Call, Changed } from "./answer.ts";
import { type Caller, stranger } from "./caller.ts";
import { type Endpoint, type InputSchemas, mayAct } from "./endpoint.ts";
import { problemSchema } from "./problem_schema.ts";
import { taggedJson } from "./tagged_json.ts";

/** What a request to the API comes with: who asks was settled before. */
export interface ApiEnv {
  readonly Bindings: {
    /** Undefined for whoever did not log in where that is needed. */
    readonly caller: Caller | undefined;
    /** Network address of the caller, where it is known. */
    readonly address?: string;
  };
}

/** Settings of {@link mountAnswers}. */
export interface MountOptions {
  /** Whether answers are checked against what the documentation says of them: for tests. @default false */
  readonly checked?: boolean;
}

/** An application of the answers, and their documentation at `/openapi.json`. Paths stand below `/api/v1`. */
export function mountAnswers(
  backend: Backend,
  answers: readonly Answer[],
  options: MountOptions = {},
): OpenAPIHono<ApiEnv> {
  const { checked = false } = options;
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error);
    },
  });
  for (const { endpoint, reply } of answers) {
    const handle = async (c: Context<ApiEnv>): Promise<Response> => {
      const caller = allowed(c.env.caller, endpoint);
      const audit = auditOf(endpoint);
      const found = await reply(
        {
          ...parsedInput(c, endpoint.input),
          ...callFacts(c),
          caller,
          changed: audit.changed,
          // Deno complains about every request whose signal is looked at, so only those that need it do.
          get signal() {
            return c.req.raw.signal;
          },
        },
        backend,
      );
      await audit.record(backend, caller, c.env.address ?? "");
      if (found instanceof Response) return found;
      const value = checked ? await endpoint.output.parseAsync(found) : found;
      return endpoint.method === "get" ? taggedJson(value, c.req.header("if-none-match")) : c.json(value);
    };
    // The library derives the answer's type from the route; here routes are data.
    app.openapi(routeOf(endpoint), handle as never);
  }
  app.use("/openapi.json", async (c, next) => {
    allowed(c.env.caller, { role: "viewer" });
    await next();
  });
  app.doc31("/openapi.json", (c) => ({
    openapi: "3.1.0",
    info: { title: "clustering", version: backend.version, description: about },
    servers: [{ url: new URL("/api/v1", c.req.url).href }],
  }));
  return app;
}

const about =
  "Times are milliseconds since 1970, durations milliseconds. Lists that can grow without end have `next`: " +
  "give it as `cursor` for the page that follows. Errors are application/problem+json with a place and a remedy.";

function callFacts({ env, req }: Context<ApiEnv>) {
  return { request: req.raw, address: env.address ?? "" };
}

/** Who asks, if they may. */
function allowed(caller: Caller | undefined, { role }: Pick<Endpoint, "role">): Caller {
  if (role === "anyone") return caller ?? stranger;
  if (caller === undefined) throw new Refused(401, "Log in first", "Cannot answer: nobody is logged in", howToLogIn);
  if (!mayAct(caller.role, role)) throw new Forbidden(role, caller.role);
  return caller;
}

const howToLogIn = "Log in at /login, or send a token: Authorization: Bearer <token>.";

function routeOf(endpoint: Endpoint) {
  const { method, path, tag, summary, role, input, output, action, media = "application/json" } = endpoint;
  const recorded = action === undefined ? "" : ` The audit calls it \`${action}\`.`;
  const { params, query, body, headers } = input;
  return createRoute({
    method,
    path,
    tags: [tag],
    summary,
    // Before anything of the request is read.
    middleware: (async (c, next) => {
      allowed(c.env.caller, endpoint);
      await next();
    }) satisfies MiddlewareHandler<ApiEnv>,
    description: `${role === "anyone" ? "For everybody." : `For ${role}s and above.`}${recorded}`,
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body: { required: true, content: { "application/json": { schema: body } } } }),
    },
    responses: {
      200: { description: "Done", content: { [media]: { schema: output } } },
      ...(method === "get" ? { 304: { description: "As it was when the tag in If-None-Match was given" } } : {}),
      default: { description: "Refused", content: { "application/problem+json": { schema: problemSchema } } },
    },
  });
}

function parsedInput(c: Context, input: InputSchemas): Partial<Call<InputSchemas>> {
  const parts = { params: "param", query: "query", body: "json", headers: "header" } as const;
  const valid = c.req.valid as (part: string) => never;
  return Object.fromEntries(
    Object.entries(parts).filter(([name]) => name in input).map(([name, part]) => [name, valid.call(c.req, part)]),
  );
}

function invalidRequest(error: z.core.$ZodError): Problem {
  const [first] = error.issues;
  const place = first === undefined || first.path.length === 0 ? "the request" : first.path.join(".");
  return new Problem("usage", `Cannot read the request: ${z.prettifyError(error).replaceAll("\n", " ")}`, {
    place,
    remedy: "GET /api/v1/openapi.json describes what is accepted.",
  });
}

function auditOf({ action, path }: Endpoint) {
  let change: { readonly target: string; readonly details: { readonly [key: string]: Json } } | "elsewhere" | undefined;
  const changed: Changed = Object.assign(
    (target: string, details: { readonly [key: string]: Json } = {}) => {
      change = { target, details };
    },
    {
      elsewhere: () => {
        change = "elsewhere";
      },
    },
  );
  return {
    changed,
    record: async ({ ledger, clock }: Backend, caller: Caller, address: string) => {
      if (action === undefined || change === "elsewhere") return;
      if (change === undefined) throw new TypeError(`Cannot record a change: ${path} does not say what it changed`);
      const { target } = change;
      const details = address === "" ? change.details : { ...change.details, address };
      await ledger.coordination.audit({ time: clock.now(), actor: caller.name, action, target, details });
    },
  };
}
