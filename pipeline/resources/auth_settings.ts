import { z } from "../../infra/zod.ts";

/** Who may use the pages and the API. */
export const authSchema = z.strictObject({
  enabled: z.boolean().describe("Callers log in; without it only this machine is served"),
  session_hours: z.number().min(0.1).max(24 * 90).describe("How long a login lasts"),
  https: z.boolean().describe("The pages are reached through HTTPS, as behind a reverse proxy: cookies stay there"),
  proxies: z.array(z.string().min(1)).describe(
    "Addresses of reverse proxies: what they say in X-Forwarded-For of where a request comes from is believed",
  ),
}).describe("Login");

/** Limits of what one caller may ask for. */
export const uiSchema = z.strictObject({
  requests_per_minute: z.int().min(1).max(1_000_000).describe("Requests of one caller"),
  max_body_bytes: z.int().min(1_000).max(100_000_000).describe("Size of a request"),
  body_seconds: z.number().min(1).max(600).describe("How long a request may take to arrive"),
}).describe("Pages and API");

/** What holds where nothing is said. */
export const authDefaults = {
  auth: { enabled: false, session_hours: 12, https: false, proxies: [] as readonly string[] },
  ui: { requests_per_minute: 3_000, max_body_bytes: 1_000_000, body_seconds: 10 },
} as const;
