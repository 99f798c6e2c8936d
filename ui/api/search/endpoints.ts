import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";

/** What can be found. */
const foundKinds = ["asset", "job", "run", "schedule", "sensor", "store", "action"] as const;

/** Something that was found: a place to go to, or something to do. */
const foundSchema = z.object({
  kind: z.enum(foundKinds),
  title: z.string(),
  detail: z.string(),
  href: z.string().optional().describe("Its page"),
  action: z.object({
    request: z.string().describe("Method and path: `POST /api/v1/jobs/x/runs`"),
    body: z.string().describe("JSON"),
    question: z.string().describe("To be asked before it is done"),
    then: z.string().optional().describe("Page to go to afterwards, names in braces filled from the answer"),
    done: z.string().optional().describe("Words for when it is done"),
  }).optional(),
}).meta({ id: "Found" });

/** Something that was found. */
export type Found = z.output<typeof foundSchema>;

/** Everything by its name. */
export const search = defineEndpoint({
  method: "get",
  path: "/search",
  tag: "Search",
  summary: "Assets, jobs, runs, schedules, sensors, stores and what the caller may do, best first of each kind",
  role: "viewer",
  input: {
    query: z.object({
      text: z.string().max(100).default("").describe(
        "Words, each of which has to be found; without any, what is going on",
      ),
      limit: z.coerce.number().int().min(1).max(20).default(6).describe("Of each kind"),
    }),
  },
  output: z.object({ items: z.array(foundSchema).readonly() }),
});
