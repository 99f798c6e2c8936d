import { isFinal } from "../../../pipeline/engine/mod.ts";
import { eventStream, type Hub, watchRun, watchState } from "../../live/mod.ts";
import { found } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { streamRun, streamState } from "./endpoints.ts";

/** Answers that last as long as somebody watches; all of them share the feeds of `hub`. */
export function streamAnswers(hub: Hub): readonly Answer[] {
  return [
    answer(streamState, (call, { clock }) => {
      const known = call.headers["last-event-id"];
      return Promise.resolve(eventStream((signal) => watchState(hub.state, known, { signal, clock }), { clock }));
    }),
    answer(streamRun, async (call, { ledger: { history }, clock }) => {
      const { params: { id }, query, headers } = call;
      const run = found(await history.run(id), "run", id);
      const after = sequenceOf(headers["last-event-id"]) ?? query.after ?? 0;
      // A browser that gets this does not connect again.
      if (isFinal(run.status) && after > 0 && after >= await history.lastSequence(id)) {
        return new Response(null, { status: 204 });
      }
      return eventStream((signal) => watchRun(() => hub.run(id), after, { signal, clock }), { clock });
    }),
  ];
}

function sequenceOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
