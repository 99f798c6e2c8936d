import { Hono } from "hono";
import type { Clock } from "../infra/clock.ts";
import type { Logger } from "../infra/log.ts";
import type { History } from "../pipeline/engine/history.ts";
import type { Project } from "../pipeline/engine/project.ts";
import { readOnlyFromHere, securityHeaders } from "./security.ts";

/** What the pages and the API show, and what they need for it. */
export interface AppDeps {
  readonly history: History;
  readonly project: Project;
  /** Name of the environment, such as `dev`. */
  readonly environment: string;
  readonly clock: Clock;
  /** The program's version. */
  readonly version: string;
  /** Gets unexpected errors of requests. @default they are dropped */
  readonly log?: Logger;
  /** IANA name of the time zone shown beside UTC. @default the machine's */
  readonly timeZone?: string;
}

/** The pages and the API as one application: routes mounted, no port. */
export function createApp(_deps: AppDeps): Hono {
  const app = new Hono();
  app.use(securityHeaders, readOnlyFromHere);
  return app;
}
