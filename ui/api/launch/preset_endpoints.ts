import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { launchBodySchema } from "./endpoints.ts";

const tag = "Launchpad";
const name = z.string().trim().min(1).max(80).regex(
  /^[^\p{Cc}\p{Cs}]*$/u,
  "without line breaks and control characters",
);
const params = z.object({ name: z.string().describe("Of the job"), preset: z.string() });

/** What a run of a job is asked for, under a name that people gave it. */
export const presetSchema = z.object({
  name: z.string(),
  request: launchBodySchema,
  createdAt: z.number(),
  createdBy: z.string(),
  changedAt: z.number(),
  changedBy: z.string(),
}).meta({ id: "LaunchPreset" });

/** Presets of a job. */
export const listPresets = defineEndpoint({
  method: "get",
  path: "/jobs/{name}/presets",
  tag,
  summary: "Named requests of a job, by name",
  role: "viewer",
  input: { params: z.object({ name: z.string() }) },
  output: z.object({ items: z.array(presetSchema).readonly() }),
});

/** Keeps a request under a name. */
export const savePreset = defineEndpoint({
  method: "put",
  path: "/jobs/{name}/presets/{preset}",
  tag,
  summary: "Keeps a request under a name, in place of the one that was there; what may not be launched is refused",
  role: "operator",
  input: { params: params.extend({ preset: name }), body: launchBodySchema },
  output: z.object({ preset: z.string(), created: z.boolean().describe("Whether there was none of that name") }),
  action: "preset.save",
});

/** Gives a preset another name. */
export const renamePreset = defineEndpoint({
  method: "patch",
  path: "/jobs/{name}/presets/{preset}",
  tag,
  summary: "Gives a named request another name",
  role: "operator",
  input: { params, body: z.object({ name }) },
  output: z.object({ preset: z.string() }),
  action: "preset.rename",
});

/** Forgets a preset. */
export const deletePreset = defineEndpoint({
  method: "delete",
  path: "/jobs/{name}/presets/{preset}",
  tag,
  summary: "Forgets a named request",
  role: "operator",
  input: { params },
  output: z.object({ preset: z.string() }),
  action: "preset.delete",
});
