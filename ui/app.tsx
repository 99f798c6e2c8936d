import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { compress } from "hono/compress";
import { ApiProblem, callEndpoint, type Send } from "./api/call.ts";
import { type Caller, stranger } from "./api/caller.ts";
import { getStanding } from "./api/health/endpoints.ts";
import { createApi } from "./api/mod.ts";
import type { Backend } from "./backend.ts";
import { page } from "./document.ts";
import { pages } from "./pages/mod.ts";
import type { PageCall } from "./pages/page.tsx";
import { problemDetails } from "./problem_details.ts";
import { NotFound, Refused } from "./request.ts";
import { callerAddress } from "./auth/caller_address.ts";
import { endWhenRevoked } from "./auth/end_when_revoked.ts";
import { identify } from "./auth/identify.ts";
import { readBody } from "./auth/body_limit.ts";
import { rateLimit } from "./auth/rate_limit.ts";
import { ownChangesOnly, ownPagesOnly, securityHeaders, thisMachineOnly } from "./security.ts";
import { staticFiles } from "./static_files.ts";
import { Trouble } from "./views/trouble.tsx";
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

/** What a request comes with. */
interface AppEnv {
  readonly Bindings: {
    /** Network address of the caller, where it is known. */
    readonly address?: string;
  };
  readonly Variables: { caller: Caller | undefined; address: string };
}

/** The pages and the API as one application: routes mounted, no port. */
export function createApp(backend: Backend, options: AppOptions = {}): Hono {
  const { metrics, timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone, checked = false } = options;
  const { environment, clock, version, program, log, settings: { auth, ui } } = backend;
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
    caller: c.var.caller ?? stranger,
  });
  const app = new Hono<AppEnv>();
  const limit = rateLimit(clock, ui.requests_per_minute, 60_000);
  app.use(securityHeaders);
  if (!auth.enabled) app.use(thisMachineOnly);
  app.use(ownPagesOnly);
  app.use(ownChangesOnly);
  app.use(compress());
  app.route("/static", files.routes);
  app.use(async (c, next) => {
    const caller = await identify(backend, c.req.raw);
    const address = callerAddress(c.req.raw, c.env?.address ?? "", auth.proxies);
    c.set("caller", caller);
    c.set("address", address);
    const wait = limit.take(caller?.name ?? `address ${address}`);
    if (wait === undefined) return await next();
    throw new Refused(429, "Too many requests", "Cannot answer: there are too many requests", `Wait ${wait} seconds.`);
  });
  app.all("/api/v1/*", async (c) => {
    const body = { bytes: ui.max_body_bytes, milliseconds: 1000 * ui.body_seconds };
    const request = await readBody(c.req.raw, body, clock);
    const response = await api.fetch(request, { caller: c.var.caller, address: c.var.address });
    const headers = { headers: c.req.raw.headers };
    return endWhenRevoked(response, async () => await identify(backend, headers) !== undefined, clock);
  });
  app.use(async (c, next) => {
    if (c.var.caller !== undefined) return c.req.path === "/setup" ? c.redirect("/") : await next();
    if (c.req.path !== "/metrics" && await backend.setup?.needed()) {
      return c.req.path === "/setup" ? await next() : c.redirect("/setup");
    }
    if (c.req.path === "/login") return await next();
    if (c.req.path === "/metrics") throw new Refused(401, "Log in first", "Cannot answer: nobody is logged in");
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`/login?${new URLSearchParams({ next: `${pathname}${search}` })}`);
  });
  if (metrics !== undefined) {
    app.get("/metrics", async (c) => c.body(await metrics(), 200, { "content-type": prometheusType }));
  }
  for (const { path, render } of pages) {
    app.get(path, async (c) => {
      const send: Send = (path, init) =>
        api.fetch(new Request(new URL(path, c.req.url), init), { caller: c.var.caller });
      const ask: PageCall["ask"] = (endpoint, given) => callEndpoint(send, endpoint, given);
      const shell = await withStanding(shellOf(c), ask);
      return page(c, await render({ ask, params: c.req.param(), query: shell.url.searchParams, shell }));
    });
  }
  app.notFound((c) => trouble(c, new NotFound(`There is nothing at "${c.req.path}"`)));
  app.onError((error, c) => trouble(c, error));
  return app as unknown as Hono;

  /** The shell with what its top tells; nothing of it where nobody is logged in, or where it cannot be told. */
  async function withStanding(shell: Shell, ask: PageCall["ask"]): Promise<Shell> {
    if (shell.caller === stranger) return shell;
    const standing = await ask(getStanding, {}).catch(() => undefined);
    return standing === undefined ? shell : { ...shell, standing };
  }

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
    // What the API refused is in the log already.
    if (details.status === 500 && !(error instanceof ApiProblem)) {
      log.error("Request failed", { path: c.req.path, error });
    }
    return details;
  }
}
