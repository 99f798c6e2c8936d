/** Milliseconds since 1970 as `2026-11-23 00:05:04`, in UTC. */
export function utc(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

/** Milliseconds since 1970 in a time zone (IANA name), as `2026-11-23 01:05:04 GMT+1`. */
export function local(time: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  const parts = new Map(format.formatToParts(time).map((part) => [part.type, part.value]));
  const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${at("year")}-${at("month")}-${at("day")} ${at("hour")}:${at("minute")}:${at("second")} ${
    at("timeZoneName")
  }`;
}
