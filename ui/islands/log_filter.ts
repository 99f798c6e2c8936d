import "./dom.ts";

/** What a log is narrowed by. */
export interface LogFilter {
  readonly level: string;
  readonly step: string;
  readonly text: string;
  /** Whether `text` is a regular expression. */
  readonly regex: boolean;
  /** Events around each that was found. */
  readonly context: number;
  readonly collapse: boolean;
}

/** Whether events are to be chosen at all. */
export function isPlain({ level, step, text, collapse }: LogFilter): boolean {
  return level === "" && step === "" && text === "" && !collapse;
}

/** The filter that an address asks for. */
export function filterOf(query: URLSearchParams): LogFilter {
  const text = (name: string) => query.get(name) ?? "";
  return {
    level: text("level"),
    step: text("step"),
    text: text("text"),
    regex: text("regex") === "true",
    context: Math.min(20, Math.max(0, Math.trunc(Number(text("context"))) || 0)),
    collapse: text("collapse") === "true",
  };
}

/** The filter as the API and addresses have it; what is not asked for is empty. */
export function filterQuery(filter: LogFilter): Readonly<Record<string, string>> {
  const { level, step, text, regex, context, collapse } = filter;
  return {
    ...{ level, step, text, collapse: collapse ? "true" : "" },
    regex: regex && text !== "" ? "true" : "",
    context: context > 0 && !isPlain({ ...filter, collapse: false }) ? String(context) : "",
  };
}

/** The sequence of the event that an address points at: `?at=12` or `#e12`. */
export function pointedAt({ searchParams, hash }: URL): number | undefined {
  const text = /^#e(\d{1,12})$/.exec(hash)?.[1] ?? searchParams.get("at") ?? "";
  return /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined;
}

/** Keeps filter and line in the address, so that it can be sent to somebody. */
export function remember(filter: LogFilter, at: number | undefined): void {
  const url = new URL(location.href);
  url.searchParams.delete("after");
  if (/^#e\d+$/.test(url.hash)) url.hash = "log";
  const values = { ...filterQuery(filter), at: at === undefined ? "" : String(at) };
  for (const [name, value] of Object.entries(values)) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(history.state, "", url);
}

/** Address of one line of the whole log. */
export function lineAddress(at: number): string {
  const url = new URL(location.href);
  for (const name of ["after", "level", "step", "text", "regex", "context", "collapse"]) url.searchParams.delete(name);
  url.searchParams.set("at", String(at));
  url.hash = "log";
  return url.href;
}
