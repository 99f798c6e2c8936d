import "./dom.ts";
import { lineAddress } from "./log_filter.ts";
import type { LogEvent } from "./log_source.ts";

const known = [
  "run",
  "sequence",
  "time",
  "kind",
  "level",
  "text",
  "step",
  "repeats",
  "error",
  "message",
  "fields",
  "hit",
  "spans",
];

interface ErrorFacts {
  readonly message?: string;
  readonly place?: string;
  readonly remedy?: string;
  readonly causes?: readonly string[];
  readonly stack?: string;
}

/** One event with all that is known of it. */
export function detailOf(
  event: LogEvent,
  { time, whole }: { readonly time: string; readonly whole: boolean },
): HTMLElement {
  const element = document.createElement("div");
  element.className = `log-detail ${event.level}`;
  const add = (tag: "p" | "pre" | "h3", text: string, name = "") => {
    const part = document.createElement(tag);
    part.className = name;
    part.append(text);
    element.append(part);
  };
  add("h3", `Event ${event.sequence}, ${event.level}${event.step === undefined ? "" : `, ${event.step}`}`);
  add("p", time, "quiet");
  add("p", event.text, "message");
  const error = event["error"] as ErrorFacts | undefined;
  for (const cause of error?.causes ?? []) add("p", `because: ${cause}`);
  if (error?.place !== undefined) add("p", `Where: ${error.place}`);
  if (error?.remedy !== undefined) add("p", `What to do: ${error.remedy}`);
  if (error?.stack !== undefined) add("pre", error.stack);
  const fields = event["fields"];
  const rest = Object.fromEntries(Object.entries(event).filter(([name]) => !known.includes(name)));
  const facts = { ...typeof fields === "object" ? fields : {}, ...rest };
  if (Object.keys(facts).length > 0) add("pre", JSON.stringify(facts, null, 2));
  element.append(linksOf(event, whole));
  return element;
}

/** Ways to this line: among all lines, and for somebody else. */
function linksOf({ sequence }: LogEvent, whole: boolean): HTMLElement {
  const links = document.createElement("p");
  const address = lineAddress(sequence);
  if (!whole) {
    const link = document.createElement("a");
    link.href = address;
    link.append("Show among all lines");
    links.append(link, " ");
  }
  const copy = document.createElement("button");
  copy.type = "button";
  copy.dataset["copy"] = address;
  copy.append("Copy link to this line");
  links.append(copy);
  return links;
}
