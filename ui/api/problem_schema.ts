import { z } from "@hono/zod-openapi";

/** An error as RFC 9457 has it, with what to do next. */
export const problemSchema = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  place: z.string().optional(),
  remedy: z.string().optional(),
}).openapi("Problem");

/** One error. */
export type ProblemDetails = z.infer<typeof problemSchema>;
