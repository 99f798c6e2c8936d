import { z } from "zod";
import { defineEndpoint } from "../endpoint.ts";

/** Whether the server and its history answer. */
export const getHealth = defineEndpoint({
  method: "get",
  path: "/health",
  tag: "Operations",
  summary: "Whether the server and its history answer",
  role: "anyone",
  input: {},
  output: z.object({ status: z.literal("ok"), version: z.string(), environment: z.string(), time: z.number() }),
});
