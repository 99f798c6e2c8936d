import "../dom.ts";

const key = "queries";
const most = 50;

/** Queries that were run in this browser, newest first. */
export function pastQueries(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/** Keeps a query as the newest one. */
export function remember(query: string): void {
  const kept = [query, ...pastQueries().filter((one) => one !== query)].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing has no history.
  }
}
