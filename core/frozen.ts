/** Freezes a plain value and everything in it, and returns it. For models: plain records, arrays, numbers and texts. */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
