const groups = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A number with thousands separators, such as `75,000`. */
export function formatCount(count: number): string {
  return groups.format(count);
}

/** A count with its noun, such as `1 step` or `2 steps`. */
export function countOf(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** A duration given in milliseconds, such as `85 ms`, `1.9 s`, `3 min 20 s` or `2 h 05 min`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** A size given in bytes, such as `512 B`, `1.2 MB`; a kB is 1000 bytes. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A time (milliseconds since 1970) in the machine's time zone, such as `2026-03-01 14:05:09`. */
export function formatTime(time: number): string {
  const date = new Date(time);
  return `${formatDay(date)} ${formatClock(time)}`;
}

/** The time of day in the machine's time zone, such as `14:05:09`. */
export function formatClock(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function formatDay(date: Date): string {
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
