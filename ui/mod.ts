/**
 * The web pages and the API over what ran: for people and for scripts.
 *
 * @module
 */
export { type AppOptions, createApp } from "./app.tsx";
export { FirstSetup } from "./auth/first_setup.ts";
export type { Backend } from "./backend.ts";
export { isLoopback } from "./security.ts";
export { type CallerAddress, serve, type Served, type ServeOptions } from "./server.ts";
