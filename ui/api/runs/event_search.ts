import type { z } from "zod";
import type { TextSearch, TextSpan } from "../../../pipeline/mod.ts";
import { type EventView, reaches } from "../../event_view.ts";
import type { eventChoiceSchema } from "./endpoints.ts";

/** What a log is narrowed by, as it was asked for. */
export type EventChoice = z.output<typeof eventChoiceSchema>;

/** Where in the words of each event something was found; undefined for events that are not meant. */
export type FindEvents = (events: readonly EventView[]) => Promise<readonly (readonly TextSpan[] | undefined)[]>;

/** Whether events are chosen at all. */
export function isNarrowed({ level, step, text }: EventChoice): boolean {
  return level !== undefined || step !== undefined || text !== undefined;
}

/** What finds the events that are meant: by level and step, and by words or by a regular expression. */
export function eventFinder(choice: EventChoice, search: TextSearch, signal: AbortSignal | undefined): FindEvents {
  const { level = "debug", step, text, regex } = choice;
  const meant = (view: EventView) =>
    reaches(view.level, level) && (step === undefined || ("step" in view && view.step === step));
  if (text === undefined) return (events) => Promise.resolve(events.map((view) => meant(view) ? [] : undefined));
  const wanted = text.toLowerCase();
  if (!regex) {
    return (events) => Promise.resolve(events.map((view) => meant(view) ? placesOf(view.text, wanted) : undefined));
  }
  return async (events) => {
    const places = events.flatMap((view, i) => meant(view) ? i : []);
    const found = await search.find(text, places.map((place) => events[place]!.text), signal);
    const all: (readonly TextSpan[] | undefined)[] = events.map(() => undefined);
    places.forEach((place, i) => all[place] = found[i]);
    return all;
  };
}

/** Where a text has words, given in small letters; undefined when it has not. */
function placesOf(text: string, words: string): readonly TextSpan[] | undefined {
  const small = text.toLowerCase();
  const spans: TextSpan[] = [];
  for (let at = small.indexOf(words); at >= 0; at = small.indexOf(words, at + Math.max(1, words.length))) {
    // Some capital letters are one unit, and two in small ones: then places are not known.
    if (small.length === text.length && words !== "") spans.push([at, at + words.length]);
    else return [];
  }
  return spans.length > 0 ? spans : undefined;
}
