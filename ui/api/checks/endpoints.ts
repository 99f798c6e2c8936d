import { z } from "../../../infra/zod.ts";
import { severities } from "../../../pipeline/engine/mod.ts";
import { checkSchema } from "../assets/schemas.ts";
import { defineEndpoint } from "../endpoint.ts";

/** How a check can stand. */
export const checkStates = ["error", "warn", "never", "passed"] as const;

/** A check on the board of all checks. */
export const boardCheckSchema = checkSchema.extend({
  owner: z.string().optional().describe("The tag `owner` of its asset"),
});

/** Every check of the project. */
export const listChecks = defineEndpoint({
  method: "get",
  path: "/checks",
  tag: "Checks",
  summary: "Every check with its newest outcomes and those of its last runs, failing ones first",
  role: "viewer",
  input: {
    query: z.object({
      state: z.enum(checkStates).optional(),
      severity: z.enum(severities).optional(),
      group: z.string().optional().describe("Of the asset"),
      text: z.string().max(200).optional().describe("Only those with this in the name of check or asset"),
    }),
  },
  output: z.object({
    items: z.array(boardCheckSchema).readonly(),
    counts: z.record(z.enum(checkStates), z.number()).describe("By state, whatever `state` asks for"),
    groups: z.array(z.string()).readonly(),
  }),
});
