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
