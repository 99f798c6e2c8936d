import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";

const eventText = z.string().meta({
  description: "Server-sent events; a comment shows every 15 seconds that the connection lives.",
});

const resume = z.object({
  "last-event-id": z.string().max(64).optional().describe("What browsers send when they connect again"),
});

/** Tells when anything changed: runs, queue, schedules, sensors, backfills. */
export const streamState = defineEndpoint({
  method: "get",
  path: "/stream",
  tag: "Live",
  summary: "A `change` event whenever runs, queue, schedules, sensors or backfills changed, at most one each second",
  role: "viewer",
  input: { headers: resume },
  output: eventText,
  media: "text/event-stream",
});

/** The events of a run as they come. */
export const streamRun = defineEndpoint({
  method: "get",
  path: "/runs/{id}/stream",
  tag: "Live",
  summary:
    "Each event of a run once, as `run_event` with its sequence as id; `change` when steps or the run changed; `end` after " +
    "the last one. `Last-Event-ID` or `after` go on behind a sequence; 204 when nothing can come any more",
  role: "viewer",
  input: {
    params: z.object({ id: z.string() }),
    query: z.object({ after: z.coerce.number().int().min(0).optional().describe("Only events above this sequence") }),
    headers: resume,
  },
  output: eventText,
  media: "text/event-stream",
});
