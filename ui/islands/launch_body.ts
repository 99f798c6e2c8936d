import "./dom.ts";

/** What the launch form asks for, as the API takes it. @throws Error with words for the reader when a tag is none */
export function launchBody(form: HTMLFormElement): Readonly<Record<string, unknown>> {
  const data = new FormData(form);
  const value = (name: string) => String(data.get(name) ?? "").trim();
  const tags = value("tags").split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const wrong = tags.find((tag) => !/^[^=]+=/.test(tag));
  if (wrong !== undefined) throw new Error(`The tag "${wrong}" is not like name=value`);
  const selection = value("selection");
  return {
    overrides: String(data.get("overrides") ?? ""),
    partitions: data.getAll("partition").map(String).filter((key) => key !== ""),
    ...(selection === "" ? {} : { selection }),
    tags: Object.fromEntries(tags.map((tag) => [tag.slice(0, tag.indexOf("=")), tag.slice(tag.indexOf("=") + 1)])),
    priority: Number(value("priority") || 0),
    reuse: data.get("reuse") === "true",
  };
}
