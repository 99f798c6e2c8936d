import type { History, RunEvent, RunId } from "../../../pipeline/engine/mod.ts";
import { eventView } from "../../event_view.ts";

const batchSize = 1_000;

/** All events of a run as lines of JSON, read as fast as they are taken. */
export function eventLines(history: History, run: RunId): ReadableStream<Uint8Array> {
  return linesOf(history, run, (event) => JSON.stringify(event));
}

/** All events of a run as a person reads them: time, level, step, words; further lines of an event are set in. */
export function logLines(history: History, run: RunId): ReadableStream<Uint8Array> {
  return linesOf(history, run, (event) => {
    const view = eventView(event);
    const step = "step" in view && view.step !== undefined ? ` [${view.step}]` : "";
    const words = [view.text, ...("error" in view ? troubleOf(view.error) : [])].join("\n").replaceAll(
      /\r?\n/g,
      "\n    ",
    );
    return `${new Date(view.time).toISOString()} ${view.level.padEnd(7)}${step} ${words}`;
  });
}

function troubleOf(error: Extract<RunEvent, { kind: "step_failed" }>["error"] | undefined): readonly string[] {
  if (error === undefined) return [];
  const { causes, place, remedy, stack } = error;
  return [
    ...causes.map((cause) => `because: ${cause}`),
    ...(place === undefined ? [] : [`Where: ${place}`]),
    ...(remedy === undefined ? [] : [`What to do: ${remedy}`]),
    ...(stack === undefined ? [] : [stack]),
  ];
}

function linesOf(history: History, run: RunId, line: (event: RunEvent) => string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after = 0;
  return new ReadableStream({
    async pull(controller) {
      const events = await history.events(run, { after, limit: batchSize });
      const last = events.at(-1);
      if (last === undefined) return controller.close();
      after = last.sequence;
      controller.enqueue(encoder.encode(events.map((event) => `${line(event)}\n`).join("")));
    },
  });
}
