let numbers: Intl.NumberFormat | undefined;

/** A number with thousands separators, such as `75,000` or `12,345.5`; at most 6 decimals. */
export function formatCount(value: number): string {
  // The runtime takes up to 10 ms to make its first format, which a command that prints whole numbers can do without.
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
  numbers ??= new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });
  return numbers.format(value);
}

/** A count with its noun, such as `1 step` or `2 steps`. */
export function countOf(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** A duration in milliseconds, in the two largest units: `85 ms`, `1.9 s`, `3 min 20 s`, `2 h 05 min`, `2 d 04 h`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  return minutes < 1440 ? pair(minutes, 60, "h", "min") : pair(Math.round(minutes / 60), 24, "d", "h");
}

function pair(value: number, base: number, large: string, small: string): string {
  return `${formatCount(Math.floor(value / base))} ${large} ${String(value % base).padStart(2, "0")} ${small}`;
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** A size in bytes, such as `512 B`, `1.2 MB`; a kB is 1000 bytes. */
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
