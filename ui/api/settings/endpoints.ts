import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Settings";
const flag = z.stringbool().default(false);

/** A value of the configuration; secrets are masked. */
export const settingSchema = z.object({
  path: z.string().describe("The key, as --set takes it"),
  section: z.string(),
  value: z.unknown(),
  secret: z.boolean().describe("Whether it, or a part of it, is masked"),
  changed: z.boolean().describe("Whether it was set: by a file, a variable or --set"),
  origin: z.string().describe("What decided: default, file:line, --set, or env NAME"),
  place: z.string().describe("Where it is written"),
  about: z.string().optional(),
});

/** How many runs there may be at once; what is not listed has no limit. */
export const limitSchema = z.object({
  kind: z.enum(["all", "job", "tag", "pool"]),
  name: z.string().optional(),
  limit: z.number(),
});

/** How long something is kept; both null for ever. */
export const keptSchema = z.object({
  name: z.string(),
  about: z.string().optional(),
  days: z.number().nullable(),
  most: z.number().nullable().optional(),
});

/** The configuration in effect. */
export const listSettings = defineEndpoint({
  method: "get",
  path: "/settings",
  tag,
  summary: "The configuration in effect: each value with where it was written, secrets masked",
  role: "viewer",
  input: {
    query: z.object({
      text: z.string().max(200).optional().describe("Only keys, values and descriptions with this text"),
      changed: flag.describe("Only values that were set"),
    }),
  },
  output: z.object({
    environment: z.string(),
    items: z.array(settingSchema),
    total: z.number().describe("How many values there are in all"),
    limits: z.array(limitSchema),
    retention: z.array(keptSchema),
    login: z.boolean().describe("Whether callers log in"),
  }),
});

/** What the configuration may hold. */
export const getSettingsSchema = defineEndpoint({
  method: "get",
  path: "/settings/schema",
  tag,
  summary: "The configuration's JSON Schema, for editors",
  role: "viewer",
  input: {},
  output: z.record(z.string(), z.unknown()),
});
