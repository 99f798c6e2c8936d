import type { z } from "zod";

/** What a value is, in words; `hidden` keeps a secret out of them. */
export function foundWords(value: unknown, hidden: boolean): string {
  if (value === undefined) return "nothing";
  if (value === null) return "an empty value";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  switch (typeof value) {
    case "object":
      return "a map";
    case "string":
      return value === "" ? "an empty text" : hidden ? "a text" : `the text ${quoted(value)}`;
    case "number":
      return hidden ? "a number" : `the number ${value}`;
    default:
      return String(value);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  null: "an empty value",
  array: "a list",
  tuple: "a list",
  object: "a map",
  record: "a map",
  never: "nothing",
};

const formatWords: Readonly<Record<string, string>> = {
  email: "an e-mail address",
  url: "a URL",
  uuid: "a UUID",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  date: "a date such as 2026-01-31",
  datetime: "a date and time such as 2026-01-31T12:00:00Z",
  time: "a time such as 12:00:00",
  duration: "an ISO 8601 duration such as PT5M",
  safeint: "a whole number",
  int32: "a whole number",
  uint32: "a whole number from 0",
};

/** What a schema accepts where an issue arose, in words; `undefined` when only the issue's own message can tell. */
export function acceptedWords(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? issue.expected;
    case "too_small":
      return limitWords(
        issue.origin,
        Number(issue.minimum),
        issue.exact === true ? "exactly" : issue.inclusive === false ? "more than" : "at least",
      );
    case "too_big":
      return limitWords(
        issue.origin,
        Number(issue.maximum),
        issue.exact === true ? "exactly" : issue.inclusive === false ? "less than" : "at most",
      );
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_value":
    case "invalid_union":
      return listWords(optionsOf(issue).map((option) => JSON.stringify(option))) || undefined;
    case "invalid_format":
      return issue.format === "regex"
        ? `a text of the form ${issue.pattern}`
        : formatWords[issue.format] ?? `a text in ${issue.format} form`;
    case "invalid_key":
    case "invalid_element":
    case "unrecognized_keys":
    case "custom":
      return undefined;
    default:
      return undefined;
  }
}

/** The values that an issue says are accepted, if they can be counted. */
export function optionsOf(issue: z.core.$ZodIssue): readonly unknown[] {
  if (issue.code === "invalid_value") return issue.values;
  return issue.code === "invalid_union" && "options" in issue ? issue.options ?? [] : [];
}

/** The numbers that a number schema accepts, e.g. `a whole number from 1 to 64`; `undefined` for other schemas. */
export function numberWords(schema: z.core.$ZodTypes): string | undefined {
  const { def } = schema._zod;
  if (def.type !== "number") return undefined;
  const whole = "isInt" in schema && schema.isInt === true;
  const words = [whole ? "a whole number" : "a number"];
  for (const { _zod: { def: check } } of def.checks ?? []) {
    if (!("value" in check) || typeof check.value !== "number") continue;
    const inclusive = "inclusive" in check && check.inclusive === true;
    if (check.check === "greater_than") words.push(`${inclusive ? "from" : "above"} ${check.value}`);
    if (check.check === "less_than") words.push(`${inclusive ? "up to" : "below"} ${check.value}`);
  }
  return words.join(" ").replace(/(from \S+) up to/, "$1 to");
}

function limitWords(origin: string, limit: number, bound: string): string {
  if (origin === "string") {
    if (limit === 1 && bound === "at least") return "a text that is not empty";
    return `a text of ${bound} ${limit} ${limit === 1 ? "character" : "characters"}`;
  }
  if (origin === "array" || origin === "set") return `${bound} ${limit} ${limit === 1 ? "item" : "items"}`;
  return `${bound} ${limit}`;
}

/** `a, b or c`; long lists end with their number. */
export function listWords(words: readonly string[]): string {
  const unique = [...new Set(words)];
  if (unique.length > 12) return `${unique.slice(0, 12).join(", ")} or ${unique.length - 12} others`;
  if (unique.length < 2) return unique.join("");
  return `${unique.slice(0, -1).join(", ")} or ${unique.at(-1)}`;
}
