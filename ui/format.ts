const numbers = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

/** A number with thousands separators, such as `12,345.5`; at most 6 decimals. */
export function count(value: number): string {
  return numbers.format(value);
}

/** `1 row`, `2 rows`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Milliseconds for a person, in the two largest units: `340 ms`, `12.3 s`, `4 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return pair(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(minutes, 60, "h", "min");
  return pair(Math.round(minutes / 60), 24, "d", "h");
}

function pair(value: number, base: number, large: string, small: string): string {
  const rest = value % base;
  return `${count(Math.floor(value / base))} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

/** Bytes for a person, in powers of 1000: `940 B`, `1.2 MB`. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

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
