/**
 * The web pages and the API over what ran: for people and for scripts.
 *
 * @module
 */
export { type AppOptions, createApp } from "./app.tsx";
export type { Backend } from "./backend.ts";
export { type CallerAddress, serve, type Served, type ServeOptions } from "./server.ts";
