import { z } from "../../infra/zod.ts";

/** Who may use the pages and the API. */
export const authSchema = z.strictObject({
  enabled: z.boolean().describe("Whether callers must log in; without it, only this machine is served"),
  session_hours: z.number().min(0.1).max(24 * 90).describe("Hours that a login lasts"),
  https: z.boolean().describe(
    "Whether the pages are reached through HTTPS, as behind a reverse proxy; cookies are then sent over HTTPS only",
  ),
  proxies: z.array(z.string().min(1)).describe(
    "Addresses of reverse proxies whose X-Forwarded-For header is trusted",
  ),
}).describe("Login");

/** Limits of what one caller may ask for. */
export const uiSchema = z.strictObject({
  requests_per_minute: z.int().min(1).max(1_000_000).describe("Most requests of one caller per minute"),
  max_body_bytes: z.int().min(1_000).max(100_000_000).describe("Largest request body, in bytes"),
  body_seconds: z.number().min(1).max(600).describe("Seconds in which a request must have arrived"),
}).describe("Pages and API");

/** What holds where nothing is said. */
export const authDefaults = {
  auth: { enabled: false, session_hours: 12, https: false, proxies: [] as readonly string[] },
  ui: { requests_per_minute: 3_000, max_body_bytes: 1_000_000, body_seconds: 10 },
} as const;
