/** A name that fits: cut in the middle, where names that share their ends differ least. */
export function shortened(name: string, longest: number): string {
  const letters = [...name];
  if (letters.length <= longest) return name;
  const end = Math.floor((longest - 1) / 3);
  return `${letters.slice(0, longest - 1 - end).join("")}…${letters.slice(letters.length - end).join("")}`;
}

/** A number as people read it: three significant digits, thousands apart. */
export function figureText(value: number): string {
  if (Math.abs(value) >= 1000) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** A whole number with thousands apart. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** A share as a percentage. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value !== 0 && Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** A count with its noun. */
export function countOf(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A text that ECharts does not take for a template such as `{b}`. */
export function literal(text: string): string {
  return text.replaceAll("{", "(").replaceAll("}", ")");
}
