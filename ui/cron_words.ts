const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const months = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
] as const;

/** Times of a day that are listed at most. */
const mostTimes = 4;

/**
 * A cron expression of five fields in words, such as `at 06:30, Monday to Friday`; undefined for one that would need
 * many words.
 */
export function cronWords(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const [times, when, during] = [timesWords(minute, hour), daysWords(day, weekday), monthsWords(month)];
  if (times === undefined || when === undefined || during === undefined) return undefined;
  return [times, when, during].filter((part) => part !== "").join(", ");
}

function timesWords(minute: string, hour: string): string | undefined {
  const every = stepOf(minute, 60);
  if (every !== undefined && hour === "*") return every === 1 ? "every minute" : `every ${every} minutes`;
  const minutes = numbersOf(minute);
  if (minutes === undefined) return undefined;
  const hours = stepOf(hour, 24);
  if (hours !== undefined && minutes.length === 1) {
    const past = minutes[0] === 0 ? "" : ` at ${minutes[0]} minutes past`;
    return hours === 1 ? `every hour${past}` : `every ${hours} hours${past}`;
  }
  const list = numbersOf(hour)?.flatMap((one) => minutes.map((other) => `${twoDigits(one)}:${twoDigits(other)}`));
  return list === undefined || list.length > mostTimes ? undefined : `at ${listed(list)}`;
}

function daysWords(day: string, weekday: string): string | undefined {
  if (day === "*" && weekday === "*") return "every day";
  if (day !== "*" && weekday !== "*") return undefined;
  if (weekday === "*") {
    if (day === "L") return "on the last day of the month";
    const numbers = numbersOf(day);
    return numbers === undefined ? undefined : `on day ${listed(numbers.map(String))} of the month`;
  }
  return namesWords(weekday, days, 0);
}

function monthsWords(month: string): string | undefined {
  return month === "*" ? "" : namesWords(month, months, 1);
}

/** Names given by number or their first three letters, as a list or a range. */
function namesWords(field: string, names: readonly string[], first: number): string | undefined {
  const nameOf = (text: string) =>
    /^\d{1,2}$/.test(text)
      ? names[names.length === 7 ? Number(text) % 7 : Number(text) - first]
      : names.find((name) => name.slice(0, 3).toUpperCase() === text.toUpperCase());
  const parts = field.split(",").map((part) => {
    const ends = part.split("-").map(nameOf);
    return ends.length > 2 || ends.includes(undefined) ? undefined : ends.join(" to ");
  });
  return parts.includes(undefined) ? undefined : listed(parts as string[]);
}

/** How far apart all of a field are, where that is always the same; undefined for everything else. */
function stepOf(field: string, all: number): number | undefined {
  if (field === "*") return 1;
  const step = Number(/^\*\/(\d{1,2})$/.exec(field)?.[1] ?? NaN);
  return step > 0 && step < all && all % step === 0 ? step : undefined;
}

function numbersOf(field: string): readonly number[] | undefined {
  const numbers = field.split(",").map((text) => /^\d{1,2}$/.test(text) ? Number(text) : NaN);
  return numbers.some(Number.isNaN) ? undefined : numbers.toSorted((a, b) => a - b);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
