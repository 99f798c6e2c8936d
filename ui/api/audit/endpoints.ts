import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { jsonSchema } from "../common_schemas.ts";

const tag = "Audit";
const whole = z.coerce.number().int();

/** Formats of the export. */
export const auditFormats = ["csv", "json"] as const;

/** A change that was made. */
export const auditSchema = z.object({
  id: z.number(),
  time: z.number(),
  actor: z.string().describe("A user's or token's name, or cli:<user>"),
  action: z.string().describe("Such as run.cancel"),
  target: z.string(),
  details: z.record(z.string(), jsonSchema),
  outcome: z.string().describe("What came of it; changes that were refused leave no row"),
});

/** Which changes are wanted. */
export const auditChoiceSchema = z.object({
  actor: z.string().max(200).optional(),
  action: z.string().max(200).optional(),
  target: z.string().max(500).optional().describe("Text that the target has"),
  since: whole.optional(),
  until: whole.optional().describe("Before that time"),
});

/** Changes, newest first. */
export const listAudit = defineEndpoint({
  method: "get",
  path: "/audit",
  tag,
  summary: "Who changed what, newest first",
  role: "admin",
  input: {
    query: auditChoiceSchema.extend({
      cursor: whole.min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      limit: whole.min(1).max(500).default(50),
    }),
  },
  output: z.object({ items: z.array(auditSchema), next: z.number().optional() }),
});

/** Names to choose from. */
export const getAuditNames = defineEndpoint({
  method: "get",
  path: "/audit/names",
  tag,
  summary: "Everybody who changed something, and everything that was done",
  role: "admin",
  input: {},
  output: z.object({ actors: z.array(z.string()), actions: z.array(z.string()) }),
});

/** Changes as a file. */
export const exportAudit = defineEndpoint({
  method: "get",
  path: "/audit/export",
  tag,
  summary: "Who changed what, as a file: CSV, or JSON with one object in each line of a list",
  role: "admin",
  media: "application/octet-stream",
  input: { query: auditChoiceSchema.extend({ format: z.enum(auditFormats).default("csv") }) },
  output: z.string(),
});
