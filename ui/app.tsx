import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { compress } from "hono/compress";
import { localCaller } from "./api/caller.ts";
import { callEndpoint, type Send } from "./api/call.ts";
import type { Caller } from "./api/caller.ts";
import { createApi } from "./api/mod.ts";
import type { Backend } from "./backend.ts";
import { createPages, page } from "./pages.tsx";
import { pages } from "./pages/mod.ts";
import type { PageCall } from "./pages/page.tsx";
import { problemDetails } from "./problem_details.ts";
import { NotFound } from "./request.ts";
import { fromHere, securityHeaders } from "./security.ts";
import { staticFiles } from "./static_files.ts";
import { Trouble } from "./views/home.tsx";
import { type Shell, themes } from "./views/layout.tsx";
import { prometheusType } from "../infra/monitoring/mod.ts";

/** Settings of {@link createApp}. */
export interface AppOptions {
  /** What `/metrics` answers, in Prometheus' text format. @default there is no such page */
  readonly metrics?: () => Promise<string>;
  /** IANA name of the time zone shown beside UTC. @default the machine's */
  readonly timeZone?: string;
  /** Whether answers of the API are checked against their documentation: for tests. @default false */
  readonly checked?: boolean;
}

interface AppEnv {
  readonly Variables: { caller: Caller };
}

/** The pages and the API as one application: routes mounted, no port. */
export function createApp(backend: Backend, options: AppOptions = {}): Hono {
  const { metrics, timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone, checked = false } = options;
  const { environment, clock, version, program, log } = backend;
  const files = staticFiles();
  const api = new Hono().route("/api/v1", createApi(backend, { checked }));
  api.onError((error, c) => refuse(c, error));
  api.notFound((c) => refuse(c, new NotFound(`There is nothing at "${c.req.path}"`)));
  const shellOf = (c: Context): Shell => ({
    ...{ environment, version, program, timeZone, now: clock.now() },
    ...{ stylesheet: files.stylesheet, script: files.script },
    url: new URL(c.req.url),
    theme: themes.find((theme) => theme === getCookie(c, "theme")) ?? "system",
    times: getCookie(c, "times") === "local" ? "local" : "utc",
    caller: c.var.caller ?? localCaller(backend),
  });
  const app = new Hono<AppEnv>();
  app.use(securityHeaders, fromHere);
  app.use("/static/*", compress());
  app.route("/static", files.routes);
  app.use(async (c, next) => {
    c.set("caller", localCaller(backend));
    await next();
  });
  app.all("/api/v1/*", (c) => api.fetch(c.req.raw, { caller: c.var.caller }));
  if (metrics !== undefined) {
    app.get("/metrics", async (c) => c.body(await metrics(), 200, { "content-type": prometheusType }));
  }
  for (const { path, render } of pages) {
    app.get(path, async (c) => {
      const send: Send = (path, init) =>
        api.fetch(new Request(new URL(path, c.req.url), init), { caller: c.var.caller });
      const ask: PageCall["ask"] = (endpoint, given) => callEndpoint(send, endpoint, given);
      const shell = shellOf(c);
      return page(c, await render({ ask, params: c.req.param(), query: shell.url.searchParams, shell }));
    });
  }
  app.route("/", createPages({ history: backend.ledger.history, project: backend.project, clock }, shellOf));
  app.notFound((c) => trouble(c, new NotFound(`There is nothing at "${c.req.path}"`)));
  app.onError((error, c) => trouble(c, error));
  return app as unknown as Hono;

  function refuse(c: Context, error: Error): Response {
    const details = told(c, error);
    return c.body(JSON.stringify(details), details.status as 400, { "content-type": "application/problem+json" });
  }

  function trouble(c: Context, error: Error): Response {
    if (c.req.path.startsWith("/api/")) return refuse(c, error);
    const { status, title, detail, remedy } = told(c, error);
    return page(c, <Trouble shell={shellOf(c)} title={title} detail={detail} remedy={remedy} />, status as 400);
  }

  function told(c: Context, error: Error) {
    const details = problemDetails(error);
    if (details.status === 500) log.error("Request failed", { path: c.req.path, error });
    return details;
  }
}
