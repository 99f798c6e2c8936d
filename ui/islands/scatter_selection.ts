import "./dom.ts";
import type { Points } from "./scatter_option.ts";

const listed = 200;

/** Says which stores are selected: how many of each cluster, and each of them with a link. */
export function showSelection(
  place: HTMLElement,
  rows: readonly number[],
  { stores, labels }: Points,
  { names, store }: { readonly names: Readonly<Record<string, string | null>>; readonly store: string },
): void {
  if (rows.length === 0) return place.replaceChildren();
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(labels[row]!, (counts.get(labels[row]!) ?? 0) + 1);
  const clusters = [...counts].sort(([a], [b]) => a - b)
    .map(([label, count]) => `cluster ${label}${names[label] ? ` (${names[label]})` : ""}: ${count}`);
  const head = document.createElement("p");
  head.append(`${rows.length} ${rows.length === 1 ? "store" : "stores"} selected: ${clusters.join(", ")}. `);
  const copy = document.createElement("button");
  copy.type = "button";
  copy.append("Copy numbers");
  copy.addEventListener("click", () => void navigator.clipboard.writeText(rows.map((row) => stores[row]).join("\n")));
  head.append(copy);
  const list = document.createElement("ul");
  list.className = "chips";
  list.append(
    ...rows.slice(0, listed).map((row) => {
      const item = document.createElement("li");
      item.className = `c${labels[row]! % 10}`;
      const link = document.createElement("a");
      link.href = store.replace("{store}", String(stores[row]));
      link.append(String(stores[row]));
      item.append(link);
      return item;
    }),
  );
  const more = document.createElement("p");
  if (rows.length > listed) more.append(`The first ${listed} are listed; “Copy numbers” has them all.`);
  place.replaceChildren(head, list, more);
}
