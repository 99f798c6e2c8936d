/**
 * The web pages and the API over what ran: read-only, on this machine only, without any script in the browser.
 *
 * @module
 */
export { type AppDeps, createApp } from "./app.tsx";
export { serve, type ServeOptions } from "./server.ts";
