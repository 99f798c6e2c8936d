import { z } from "../../../infra/zod.ts";
import { stepStatuses } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { folderSchema, healthStates } from "../health/endpoints.ts";
import { settingSchema } from "../settings/endpoints.ts";

/** Something that runs open for their steps. */
export const resourceSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  state: z.enum(healthStates).describe("Of the worst of its folders and of the newest step that used it"),
  settings: z.array(settingSchema).readonly().describe("What it is opened with; secrets masked"),
  folders: z.array(folderSchema).readonly().describe("Folders that it reads or writes"),
  needs: z.array(z.string()).readonly().describe("Resources that are open before it"),
  resources: z.array(z.string()).readonly().describe("Resources that need it"),
  assets: z.array(z.string()).readonly().describe("Assets whose steps, checks or values need it"),
  last: z.object({
    run: z.string(),
    step: z.string(),
    asset: z.string(),
    status: z.enum(stepStatuses),
    time: z.number().optional(),
    message: z.string().optional().describe("Why it failed"),
  }).optional().describe("The newest step that used it"),
  fingerprint: z.boolean().describe("Whether its settings are part of what makes values stale"),
});

/** Everything that runs open for their steps. */
export const listResources = defineEndpoint({
  method: "get",
  path: "/resources",
  tag: "Operations",
  summary: "What runs open for their steps: with which settings, how it stands, and who uses it",
  role: "viewer",
  input: {},
  output: z.object({ items: z.array(resourceSchema).readonly() }),
});
