import "./dom.ts";
import type { LogEvent } from "./log_source.ts";

/** One line of a log; what was searched for in it is marked. */
export function lineElement(event: LogEvent | undefined, time: (milliseconds: number) => string): HTMLElement {
  const line = document.createElement("div");
  line.className = `log-line ${event?.level ?? "pending"}${event?.hit === false ? " near" : ""}`;
  if (event === undefined) {
    line.append("…");
    return line;
  }
  const part = (name: string, ...content: (string | Node)[]) => {
    const span = document.createElement("span");
    span.className = name;
    span.append(...content);
    line.append(span);
  };
  part("time", time(event.time));
  part("level", event.level);
  part("step", event.step ?? "");
  part("text", ...markedText(event.text, event.spans ?? []));
  if (event.repeats !== undefined) part("repeats", `× ${event.repeats + 1}`);
  return line;
}

function markedText(text: string, spans: readonly (readonly [number, number])[]): (string | Node)[] {
  const parts: (string | Node)[] = [];
  let at = 0;
  for (const [begin, end] of spans) {
    const mark = document.createElement("mark");
    mark.append(text.slice(begin, end));
    parts.push(text.slice(at, begin), mark);
    at = end;
  }
  return [...parts, text.slice(at)];
}
