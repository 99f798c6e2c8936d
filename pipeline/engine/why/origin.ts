import { canonicalJson } from "../canonical_json.ts";
import { digest, type Ingredients, ingredientsText } from "../fingerprint.ts";
import type { Origin, OriginPart } from "../history.ts";
import { recordable, type Redact } from "../json.ts";
import type { Project } from "../project.ts";
import type { Json } from "../types.ts";

/** Longer texts are told apart by their digests only. */
const longestText = 20_000;

/** What is recorded of ingredients and of what was found outside. */
export function originPart(ingredients: Ingredients, observed: string | undefined, redact: Redact): OriginPart {
  const shown = observed === undefined ? undefined : shownText(observed, redact);
  return { body: ingredientsText(ingredients), ...(shown === undefined ? {} : { observed: shown }) };
}

/** An origin with those of the inputs that were not kept, by their fingerprints. */
export function originOf(
  part: OriginPart,
  inputs: readonly { readonly version: string; readonly origin: Origin | undefined }[],
): Origin {
  const passing: Record<string, OriginPart> = {};
  for (const { version, origin } of inputs) {
    if (origin === undefined) continue;
    const { passing: further, ...own } = origin;
    passing[version] = own;
    Object.assign(passing, further);
  }
  return { ...part, passing };
}

/** Settings of all resources of a project by digest, secrets masked: what is recorded when a run begins. */
export function settingsTexts(project: Project, redact: Redact): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { fingerprint } of project.resources.values()) {
    if (fingerprint === undefined) continue;
    const text = shownText(fingerprint, redact);
    if (text !== undefined) texts[digest(fingerprint)] = text;
  }
  return texts;
}

/** A JSON text, or any other, as it may be shown; undefined for one that is too long. */
function shownText(text: string, redact: Redact): string | undefined {
  const shown = canonicalJson(recordable(parsed(text), redact));
  return shown.length > longestText ? undefined : shown;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
