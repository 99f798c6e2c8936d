import { type Context, Hono } from "hono";
import type { Clock } from "../infra/clock.ts";
import { type Logger, silentLogger } from "../infra/log.ts";
import { prometheusType } from "../infra/monitoring/mod.ts";
import type { History, Project } from "../pipeline/engine/mod.ts";
import { createApi } from "./api.ts";
import { createPages, page } from "./pages.tsx";
import { problemDetails } from "./problem_details.ts";
import { NotFound } from "./request.ts";
import { readOnlyFromHere, securityHeaders } from "./security.ts";
import type { Source } from "./source.ts";
import { staticFiles } from "./static_files.ts";
import { Trouble } from "./views/home.tsx";
import type { Shell } from "./views/layout.tsx";

/** What the pages and the API show, and what they need for it. */
export interface AppDeps {
  readonly history: History;
  readonly project: Project;
  /** Name of the environment, such as `dev`. */
  readonly environment: string;
  readonly clock: Clock;
  /** The program's version. */
  readonly version: string;
  /** How a person calls the program, for the commands that pages show. @default "deno task cli" */
  readonly program?: string;
  /** What `/metrics` answers, in Prometheus' text format. @default there is no such page */
  readonly metrics?: () => Promise<string>;
  /** Gets unexpected errors of requests. @default they are dropped */
  readonly log?: Logger;
  /** IANA name of the time zone shown beside UTC. @default the machine's */
  readonly timeZone?: string;
}

/** The pages and the API as one application: routes mounted, no port. */
export function createApp(deps: AppDeps): Hono {
  const { history, project, environment, clock, version, program = "deno task cli", log = silentLogger } = deps;
  const { timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone } = deps;
  const files = staticFiles();
  const shellOf = (c: Context): Shell => {
    const url = new URL(c.req.url);
    return { environment, version, program, timeZone, now: clock.now(), stylesheet: files.stylesheet, url };
  };
  const source: Source = { history, project, clock };
  const app = new Hono();
  app.use(securityHeaders, readOnlyFromHere);
  app.route("/static", files.routes);
  app.route("/api/v1", createApi(source, { version, environment }));
  const { metrics } = deps;
  if (metrics !== undefined) {
    app.get("/metrics", async (c) => c.body(await metrics(), 200, { "content-type": prometheusType }));
  }
  app.route("/", createPages(source, shellOf));
  app.notFound((c) => refuse(c, new NotFound(`There is nothing at "${c.req.path}"`), shellOf));
  app.onError((error, c) => {
    if (problemDetails(error).status === 500) log.error("Request failed", { path: c.req.path, error });
    return refuse(c, error, shellOf);
  });
  return app;
}

function refuse(c: Context, error: Error, shellOf: (c: Context) => Shell): Response {
  const details = problemDetails(error);
  const { status, title, detail, remedy } = details;
  if (c.req.path.startsWith("/api/")) {
    return c.body(JSON.stringify(details), status, { "content-type": "application/problem+json" });
  }
  return page(c, <Trouble shell={shellOf(c)} title={title} detail={detail} remedy={remedy} />, status);
}
