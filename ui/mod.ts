/**
 * The web pages and the API over what ran: read-only, on this machine only, without any script in the browser.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { systemClock } from "../infra/clock.ts";
 * import { defineProject, memoryHistory } from "../pipeline/engine/mod.ts";
 * import { createApp } from "./mod.ts";
 *
 * const project = defineProject({ assets: [], jobs: [] });
 * await using history = memoryHistory();
 * const app = createApp({ history, project, environment: "dev", clock: systemClock, version: "0.1.0" });
 * assert.equal((await app.request("/api/v1/health")).status, 200);
 * ```
 *
 * @module
 */
export { type AppDeps, createApp } from "./app.tsx";
export { serve, type ServeOptions } from "./server.ts";
